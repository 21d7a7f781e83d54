import { Module } from '@nestjs/common';
import { MailerModule, MailerService, type MailerOptions } from '@nestjs-modules/mailer';
import { AppConfig, type SmtpConfig } from '../config/app-config';

/** After this long an attempt counts as failed, whatever the server is doing. */
const SEND_TIMEOUT_MS = 60_000;

/** The mailer with its SMTP client: loaded by `MailerOnDemand`, and by nobody else. */
@Module({ imports: [MailerModule.forRootAsync({ imports: [], inject: [AppConfig], useFactory: (config: AppConfig) => mailerOptions(config.mail.smtp) })] })
export class SmtpModule {}

export { MailerService };

export function mailerOptions(smtp: SmtpConfig | null): MailerOptions {
  // The module insists on a transport; without SMTP this one is never used (`MailTransport#isConfigured`).
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
