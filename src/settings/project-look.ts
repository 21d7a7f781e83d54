import { Injectable } from '@nestjs/common';
import { LayoutSource, type ProjectLook } from '../doors/html/layout.presenter';
import { SqlRunner } from '../platform/database/sql-runner';
import { DEFAULTS, SETTINGS_KEY } from './current-settings';

/** Written by hand, since it runs before each page and its shape never changes: through Prisma it would cost more than drawing the page. */
const SQL = `SELECT project_name, project_color, default_language, project_url, public_registration FROM directus_settings WHERE id = ${SETTINGS_KEY}`;

type Row = [name: string, color: string, language: string, url: string | null, registrationIsOpen: boolean | number];

/** Fills the layout's port: name, colour and language of the project on every page. */
@Injectable()
export class SettingsLayoutSource extends LayoutSource {
  constructor(private readonly sql: SqlRunner) {
    super();
  }

  async project(): Promise<ProjectLook> {
    const [row] = (await this.sql.lists({ sql: SQL, parameters: [] })) as Row[];
    const { projectName, projectColor, defaultLanguage, projectUrl, publicRegistration } = DEFAULTS;
    const [name, color, language, url, registrationIsOpen] = row ?? [projectName, projectColor, defaultLanguage, projectUrl, publicRegistration];
    return { name, color, language, url, registrationIsOpen: Boolean(registrationIsOpen) };
  }
}
