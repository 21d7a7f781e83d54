import { Global, Module } from '@nestjs/common';
import { ActivityModule } from '../activity/activity.module';
import { AdministratorWatch } from '../auth/administrator-watch';
import { AuthModule } from '../auth/auth.module';
import { TwoFactorModule } from '../two-factor/two-factor.module';
import { PasswordsModule } from '../users/passwords.module';
import { ApiAdminController } from './api-admin.controller';
import { FirstAdministrator } from './first-administrator';
import { Housekeeping } from './housekeeping';
import { ItemsController } from './items.controller';
import { RootController } from './root.controller';
import { Seed } from './seed';
import { ServerController } from './server.controller';
import { ServerHealth } from './server-health';
import { ServerInfo } from './server-info';
import { SetupAdminController } from './setup-admin.controller';
import { StartPageController } from './start-page.controller';
import { UtilsController } from './utils.controller';

@Global()
@Module({
  imports: [ActivityModule, AuthModule, PasswordsModule, TwoFactorModule],
  providers: [Seed, Housekeeping, FirstAdministrator, ServerHealth, ServerInfo, { provide: AdministratorWatch, useExisting: FirstAdministrator }],
  controllers: [RootController, ServerController, UtilsController, ItemsController, SetupAdminController, StartPageController, ApiAdminController],
  exports: [FirstAdministrator, Seed, AdministratorWatch],
})
export class ServerModule {}
