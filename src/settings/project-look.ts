import { Injectable } from '@nestjs/common';
import { LayoutSource, type ProjectLook } from '../doors/html/layout.presenter';
import { CurrentSettings } from './current-settings';

/** Fills the layout's port: name, colour and language of the project on every page. */
@Injectable()
export class SettingsLayoutSource extends LayoutSource {
  constructor(private readonly settings: CurrentSettings) {
    super();
  }

  async project(): Promise<ProjectLook> {
    const { projectName, projectColor, defaultLanguage, projectUrl, publicRegistration } = await this.settings.read();
    return { name: projectName, color: projectColor, language: defaultLanguage, url: projectUrl, registrationIsOpen: publicRegistration };
  }
}
