import { Global, Module } from '@nestjs/common';
import { MailBrand } from './mail-brand';
import { MailPreparation } from './mail-preparation';
import { MailDispatcher } from './mail.dispatcher';
import { MailOutbox } from './mail.outbox';
import { MailQueue } from './mail.queue';
import { MailRenderer } from './mail.renderer';
import { MailTransport } from './mail.transport';
import { MailerOnDemand } from './mailer-on-demand';

@Global()
@Module({
  providers: [MailOutbox, MailDispatcher, MailQueue, MailPreparation, MailRenderer, MailTransport, MailerOnDemand, MailBrand],
  exports: [MailOutbox, MailDispatcher, MailPreparation, MailTransport, MailBrand],
})
export class MailModule {}
