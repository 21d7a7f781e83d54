import { Global, Module } from '@nestjs/common';
import { ActivityModule } from '../activity/activity.module';
import { PasswordsModule } from '../users/passwords.module';
import { SecondFactors } from '../users/second-factor';
import { CodeCheck } from './code-check';
import { SecondFactorsOfUsers } from './second-factors-of-users';
import { SeedVault } from './seed-vault';
import { SetUpReader } from './set-up.reader';
import { TwoFactorAdminController } from './two-factor-admin.controller';
import { TwoFactorController } from './two-factor.controller';
import { TwoFactorOfOthersController } from './two-factor-of-others.controller';
import { TwoFactorOfUserAdminController } from './two-factor-of-user-admin.controller';
import { TwoFactor } from './two-factor.service';

/** Global, because the page of a person asks for their two-factor sign-in. */
@Global()
@Module({
  imports: [ActivityModule, PasswordsModule],
  providers: [TwoFactor, CodeCheck, SeedVault, SetUpReader, { provide: SecondFactors, useClass: SecondFactorsOfUsers }],
  controllers: [TwoFactorController, TwoFactorOfOthersController, TwoFactorAdminController, TwoFactorOfUserAdminController],
  exports: [TwoFactor, CodeCheck, SecondFactors],
})
export class TwoFactorModule {}
