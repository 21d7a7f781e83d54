import { DynamicModule, Module } from '@nestjs/common';
import { SessionsModule } from './access/sessions/sessions.module';
import { AuthModule } from './auth/auth.module';
import { PasswordResetModule } from './auth/password-reset.module';
import { AccessModule } from './access/access.module';
import { COLLECTIONS } from './collections';
import { ActivityModule } from './activity/activity.module';
import { PoliciesModule } from './policies/policies.module';
import { DemoModule } from './demo/demo.module';
import { DoorsModule } from './doors/doors.module';
import { HtmlModule } from './doors/html/html.module';
import { RestModule } from './doors/rest/rest.module';
import type { Clock } from './platform/clock/clock';
import type { AppConfig } from './platform/config/app-config';
import { ConfigModule } from './platform/config/config.module';
import { DatabaseModule } from './platform/database/database.module';
import { JobsModule } from './platform/jobs/jobs.module';
import { MailModule } from './platform/mail/mail.module';
import { DraftsModule } from './platform/drafts/drafts.module';
import { LimitsModule } from './platform/limits/limits.module';
import { TemplatingModule } from './platform/templating/templating.module';
import { TokensModule } from './platform/tokens/tokens.module';
import { InvitationsModule } from './invitations/invitations.module';
import { OutboxModule } from './outbox/outbox.module';
import { RegistrationModule } from './registration/registration.module';
import { SettingsModule } from './settings/settings.module';
import { ServerModule } from './server/server.module';
import { TwoFactorModule } from './two-factor/two-factor.module';
import { RolesModule } from './roles/roles.module';
import { UsersModule } from './users/users.module';

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
        LimitsModule,
        MailModule,
        JobsModule,
        // access
        SessionsModule,
        AccessModule.with(COLLECTIONS),
        // doors
        DoorsModule,
        HtmlModule,
        RestModule,
        // capabilities
        SettingsModule,
        OutboxModule,
        RegistrationModule,
        ActivityModule,
        PoliciesModule,
        UsersModule,
        TwoFactorModule,
        RolesModule,
        InvitationsModule,
        AuthModule,
        PasswordResetModule,
        ServerModule,
        DemoModule,
      ],
    };
  }
}
