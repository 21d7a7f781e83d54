import { Injectable } from '@nestjs/common';
import { MailerService } from '@nestjs-modules/mailer';
import type { MailerOptions } from '@nestjs-modules/mailer';
import { AppConfig, type SmtpConfig } from '../config/app-config';
import type { RenderedMail } from './mail.renderer';

/** A finished mail: nothing in it is a template, a path or an address to fetch. */
export interface OutgoingMail extends RenderedMail {
  readonly messageId: string;
  readonly fromName: string;
  readonly to: { readonly address: string; readonly name: string | null };
}

/** After this long an attempt counts as failed, whatever the server is doing. */
export const SEND_TIMEOUT_MS = 60_000;

/** The only file that touches MailerService. */
@Injectable()
export class MailTransport {
  readonly #from: string;
  readonly isConfigured: boolean;

  constructor(
    private readonly mailer: MailerService,
    config: AppConfig,
  ) {
    this.isConfigured = config.mail.smtp !== null;
    this.#from = /<([^<>]+)>\s*$/.exec(config.mail.from)?.[1]?.trim() ?? config.mail.from;
  }

  /** Resolves when the SMTP server has taken the mail; otherwise throws what nodemailer says. */
  async send(mail: OutgoingMail): Promise<void> {
    // Key by key: whatever else an object may hold (`raw`, `path`, `attachments`) never reaches nodemailer.
    await this.mailer.sendMail({
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

export function mailerOptions(smtp: SmtpConfig | null): MailerOptions {
  // The module insists on a transport; without SMTP this one is never used (`isConfigured`).
  if (!smtp) return { transport: { jsonTransport: true } };
  return {
    transport: {
      host: smtp.host,
      port: smtp.port,
      secure: smtp.secure,
      ...(smtp.auth && { auth: { ...smtp.auth } }),
      disableFileAccess: true,
      disableUrlAccess: true,
      dnsTimeout: 10_000,
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 30_000,
    },
    sendTimeout: SEND_TIMEOUT_MS,
  };
}
