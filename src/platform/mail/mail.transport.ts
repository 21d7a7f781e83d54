import { Injectable } from '@nestjs/common';
import { AppConfig } from '../config/app-config';
import type { RenderedMail } from './mail.renderer';
import { MailerOnDemand } from './mailer-on-demand';

/** A finished mail: nothing in it is a template, a path or an address to fetch. */
export interface OutgoingMail extends RenderedMail {
  readonly messageId: string;
  readonly fromName: string;
  readonly to: { readonly address: string; readonly name: string | null };
}

/** The only file that hands a mail to the mailer. */
@Injectable()
export class MailTransport {
  readonly #from: string;
  readonly isConfigured: boolean;

  constructor(
    private readonly mailer: MailerOnDemand,
    config: AppConfig,
  ) {
    this.isConfigured = config.mail.smtp !== null;
    this.#from = /<([^<>]+)>\s*$/.exec(config.mail.from)?.[1]?.trim() ?? config.mail.from;
  }

  /** Resolves when the SMTP server has taken the mail; otherwise throws what nodemailer says. */
  async send(mail: OutgoingMail): Promise<void> {
    // Key by key: whatever else an object may hold (`raw`, `path`, `attachments`) never reaches nodemailer.
    const mailer = await this.mailer.open();
    await mailer.sendMail({
      from: { name: mail.fromName, address: this.#from },
      to: { name: mail.to.name ?? '', address: mail.to.address },
      subject: mail.subject,
      text: mail.text,
      html: mail.html,
      messageId: mail.messageId,
      headers: {
        // RFC 3834: out-of-office programs do not answer such a mail; the second is for those that only know Microsoft's word.
        'Auto-Submitted': 'auto-generated',
        'X-Auto-Response-Suppress': 'All',
      },
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }
}
