import { DynamicModule, Module } from '@nestjs/common';
import { DoorsModule } from './doors/doors.module';
import { HtmlModule } from './doors/html/html.module';
import type { Clock } from './platform/clock/clock';
import type { AppConfig } from './platform/config/app-config';
import { ConfigModule } from './platform/config/config.module';
import { DatabaseModule } from './platform/database/database.module';
import { JobsModule } from './platform/jobs/jobs.module';
import { MailModule } from './platform/mail/mail.module';
import { DraftsModule } from './platform/drafts/drafts.module';
import { TemplatingModule } from './platform/templating/templating.module';
import { TokensModule } from './platform/tokens/tokens.module';

/** The rooms, lowest floor first. */
@Module({})
export class AppModule {
  static with(config: AppConfig, clock: Clock): DynamicModule {
    return {
      module: AppModule,
      imports: [
        // platform
        ConfigModule.with(config, clock),
        DatabaseModule,
        TemplatingModule,
        DraftsModule,
        TokensModule,
        MailModule,
        JobsModule,
        // access
        // doors
        DoorsModule,
        HtmlModule,
        // capabilities
      ],
    };
  }
}
