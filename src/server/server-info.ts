import { Injectable } from '@nestjs/common';
import { LIMIT_DEFAULT, LIMIT_MAX } from '../access/query/limits';
import type { Accountability } from '../platform/accountability/accountability';
import { PrismaService } from '../platform/database/prisma.service';
import { SETTINGS_KEY } from '../settings/current-settings';

/** The dialect's /server/info: how the project calls itself, and what the sign-in page of an app needs to know. */
@Injectable()
export class ServerInfo {
  constructor(private readonly prisma: PrismaService) {}

  async about(caller: Accountability): Promise<Record<string, unknown>> {
    const settings = await this.prisma.client.settings.findUniqueOrThrow({ where: { id: SETTINGS_KEY } });
    const project = {
      project_name: settings.projectName,
      project_descriptor: settings.projectDescriptor,
      project_logo: settings.projectLogo,
      project_color: settings.projectColor,
      default_appearance: settings.defaultAppearance,
      default_theme_light: null,
      default_theme_dark: null,
      theme_light_overrides: null,
      theme_dark_overrides: null,
      default_language: settings.defaultLanguage,
      public_foreground: settings.publicForeground,
      public_background: settings.publicBackground,
      public_favicon: settings.publicFavicon,
      public_note: settings.publicNote,
      custom_css: settings.customCss,
      public_registration: settings.publicRegistration,
      public_registration_verify_email: settings.publicRegistrationVerifyEmail,
    };
    return caller.kind === 'user' ? { project, rateLimit: false, rateLimitGlobal: false, queryLimit: { default: LIMIT_DEFAULT, max: LIMIT_MAX }, websocket: false } : { project };
  }
}
