import { Module } from '@nestjs/common';
import { ActivityModule } from '../activity/activity.module';
import { PasswordsModule } from '../users/passwords.module';
import { IssueVerification } from './issue-verification';
import { RegistrationAdminController } from './registration-admin.controller';
import { RegistrationBrowser } from './registration-browser';
import { RegistrationLimits } from './registration-limits';
import { RegistrationController } from './registration.controller';
import { RegistrationService } from './registration.service';
import { VerificationAdminController } from './verification-admin.controller';
import { VerificationService } from './verification.service';

@Module({
  imports: [ActivityModule, PasswordsModule],
  controllers: [RegistrationController, RegistrationAdminController, VerificationAdminController],
  providers: [RegistrationBrowser, RegistrationLimits, IssueVerification, RegistrationService, VerificationService],
  exports: [RegistrationService],
})
export class RegistrationModule {}
