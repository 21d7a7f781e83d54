import { Module } from '@nestjs/common';
import { ActivityModule } from '../activity/activity.module';
import { PasswordsModule } from '../users/passwords.module';
import { PasswordResetAdminController } from './password-reset-admin.controller';
import { PasswordResetController } from './password-reset.controller';
import { PasswordResetService } from './password-reset.service';

@Module({
  imports: [ActivityModule, PasswordsModule],
  controllers: [PasswordResetController, PasswordResetAdminController],
  providers: [PasswordResetService],
})
export class PasswordResetModule {}
