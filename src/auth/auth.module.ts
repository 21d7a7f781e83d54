import { Module } from '@nestjs/common';
import { PassportModule } from '@nestjs/passport';
import { ActivityModule } from '../activity/activity.module';
import { TwoFactorModule } from '../two-factor/two-factor.module';
import { PasswordsModule } from '../users/passwords.module';
import { AccountAdminController } from './account-admin.controller';
import { AuthController } from './auth.controller';
import { ChangePasswordController } from './change-password.controller';
import { KnownBrowsers } from './known-browsers';
import { Landing } from './landing';
import { LocalStrategy } from './local.strategy';
import { LoginAdminController } from './login-admin.controller';
import { LoginCodeAdminController } from './login-code-admin.controller';
import { OwnAccountService } from './own-account.service';
import { SecondStep } from './second-step';
import { SessionCookies } from './session-cookies';
import { SignInService } from './sign-in.service';
import { SignOutService } from './sign-out.service';

@Module({
  imports: [PassportModule, ActivityModule, PasswordsModule, TwoFactorModule],
  providers: [SignInService, SignOutService, OwnAccountService, SessionCookies, KnownBrowsers, LocalStrategy, SecondStep, Landing],
  controllers: [AuthController, LoginAdminController, LoginCodeAdminController, AccountAdminController, ChangePasswordController],
  exports: [SignInService, SignOutService, SessionCookies],
})
export class AuthModule {}
