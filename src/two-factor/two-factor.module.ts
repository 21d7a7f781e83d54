import { Module } from '@nestjs/common';
import { ActivityModule } from '../activity/activity.module';
import { PasswordsModule } from '../users/passwords.module';
import { CodeCheck } from './code-check';
import { SeedVault } from './seed-vault';
import { TwoFactorController } from './two-factor.controller';
import { TwoFactorOfOthersController } from './two-factor-of-others.controller';
import { TwoFactor } from './two-factor.service';

@Module({ imports: [ActivityModule, PasswordsModule], providers: [TwoFactor, CodeCheck, SeedVault], controllers: [TwoFactorController, TwoFactorOfOthersController], exports: [TwoFactor, CodeCheck] })
export class TwoFactorModule {}
