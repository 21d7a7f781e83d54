import { Global, Module } from '@nestjs/common';
import { MailerModule } from '@nestjs-modules/mailer';
import { AppConfig } from '../config/app-config';
import { MailBrand } from './mail-brand';
import { MailPreparation } from './mail-preparation';
import { MailDispatcher } from './mail.dispatcher';
import { MailOutbox } from './mail.outbox';
import { MailQueue } from './mail.queue';
import { MailRenderer } from './mail.renderer';
import { mailerOptions, MailTransport } from './mail.transport';

@Global()
@Module({
  imports: [MailerModule.forRootAsync({ imports: [], inject: [AppConfig], useFactory: (config: AppConfig) => mailerOptions(config.mail.smtp) })],
  providers: [MailOutbox, MailDispatcher, MailQueue, MailPreparation, MailRenderer, MailTransport, MailBrand],
  exports: [MailOutbox, MailDispatcher, MailPreparation, MailTransport, MailBrand],
})
export class MailModule {}
