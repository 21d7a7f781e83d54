import { Global, Module } from '@nestjs/common';
import { LayoutSource } from '../doors/html/layout.presenter';
import { CurrentSettings } from './current-settings';
import { SettingsLayoutSource } from './project-look';
import { RegistrationRole } from './registration-role';

/** Global, because the layout of every page asks for the project's name. */
@Global()
@Module({
  providers: [CurrentSettings, RegistrationRole, { provide: LayoutSource, useClass: SettingsLayoutSource }],
  exports: [CurrentSettings, RegistrationRole, LayoutSource],
})
export class SettingsModule {}
