import { Injectable } from '@nestjs/common';
import type { Prisma } from '../generated/sqlite/client';
import { PrismaService } from '../platform/database/prisma.service';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import type { Settings } from './settings-changes';

/** The key of the one row. */
export const SETTINGS_KEY = 1;

/** What holds now, for whoever has to obey it. Asks for no right: what a person may see of it is the item reader's business. */
@Injectable()
export class CurrentSettings {
  constructor(private readonly prisma: PrismaService) {}

  async read(work?: UnitOfWork): Promise<Settings> {
    const row = await (work?.db ?? this.prisma.client).settings.findUnique({ where: { id: SETTINGS_KEY } });
    return row ? settingsOf(row) : DEFAULTS;
  }
}

/** Before the row is seeded; the same as the columns' own defaults. */
export const DEFAULTS: Settings = Object.freeze({
  projectName: 'Usher', projectDescriptor: null, projectUrl: null, projectColor: '#0b6b50', projectLogo: null, publicForeground: null, publicBackground: null, publicFavicon: null,
  publicNote: null, defaultLanguage: 'en-US', defaultAppearance: 'auto', authLoginAttempts: 25, authPasswordPolicy: null, publicRegistration: false, publicRegistrationVerifyEmail: true,
  publicRegistrationRoleId: null, publicRegistrationEmailFilter: null, moduleBar: null, customCss: null, projectId: null, defaultSaveAction: 'save-and-quit',
});

function settingsOf({ id: _id, publicRegistrationEmailFilter, ...row }: Prisma.SettingsGetPayload<object>): Settings {
  return { ...row, publicRegistrationEmailFilter: publicRegistrationEmailFilter as Settings['publicRegistrationEmailFilter'] };
}
