import { Global, Module } from '@nestjs/common';
import { ActivityModule } from '../activity/activity.module';
import { LayoutSource } from '../doors/html/layout.presenter';
import { CurrentSettings } from './current-settings';
import { SettingsLayoutSource } from './project-look';
import { RegistrationRole } from './registration-role';
import { SettingsAdminController } from './settings-admin.controller';
import { SettingsController } from './settings.controller';
import { SettingsService } from './settings.service';

/** Global, because the layout of every page asks for the project's name. */
@Global()
@Module({
  imports: [ActivityModule],
  controllers: [SettingsController, SettingsAdminController],
  providers: [CurrentSettings, RegistrationRole, SettingsService, { provide: LayoutSource, useClass: SettingsLayoutSource }],
  exports: [CurrentSettings, SettingsService, LayoutSource],
})
export class SettingsModule {}
