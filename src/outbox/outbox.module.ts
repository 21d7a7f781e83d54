import { Module, OnModuleInit } from '@nestjs/common';
import { ActivityModule } from '../activity/activity.module';
import { Scheduler } from '../platform/jobs/scheduler';
import { MailDispatcher } from '../platform/mail/mail.dispatcher';
import { MailTransport } from '../platform/mail/mail.transport';
import { OutboxAdminController } from './outbox-admin.controller';
import { OutboxService } from './outbox.service';

/** What waits is looked for this often; a mail that has just been written is sent at once. Without SMTP only the pointless ones are put away. */
const EVERY_MS = { sending: 5_000, tidying: 60_000 } as const;

@Module({
  imports: [ActivityModule],
  controllers: [OutboxAdminController],
  providers: [OutboxService],
})
export class OutboxModule implements OnModuleInit {
  constructor(
    private readonly scheduler: Scheduler,
    private readonly dispatcher: MailDispatcher,
    private readonly transport: MailTransport,
  ) {}

  onModuleInit(): void {
    this.scheduler.register({ name: 'send mail', everyMs: this.transport.isConfigured ? EVERY_MS.sending : EVERY_MS.tidying, run: () => this.dispatcher.dispatch() });
  }
}
