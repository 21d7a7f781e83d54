import { z } from 'zod';
import type { ApplicationError } from '../platform/errors/application-error';
import { FailedValidationError } from '../platform/errors/errors';
import { addressFilterMistake, type AddressFilter } from './address-filter';
import { passwordPolicyMistake } from './password-policy';

/** The singleton row, typed. Names are the columns' in camel case. */
export interface Settings {
  readonly projectName: string;
  readonly projectDescriptor: string | null;
  readonly projectUrl: string | null;
  readonly projectColor: string;
  readonly projectLogo: string | null;
  readonly publicForeground: string | null;
  readonly publicBackground: string | null;
  readonly publicFavicon: string | null;
  readonly publicNote: string | null;
  readonly defaultLanguage: string;
  readonly defaultAppearance: string;
  readonly authLoginAttempts: number | null;
  readonly authPasswordPolicy: string | null;
  readonly publicRegistration: boolean;
  readonly publicRegistrationVerifyEmail: boolean;
  readonly publicRegistrationRoleId: string | null;
  readonly publicRegistrationEmailFilter: AddressFilter | null;
  readonly moduleBar: unknown;
  readonly customCss: string | null;
  readonly projectId: string | null;
  readonly defaultSaveAction: string;
}

/** One save: what is absent stays untouched. */
export type SettingsChanges = { -readonly [Field in keyof Settings]?: Settings[Field] };

/** Field by field: the dialect's name, ours, and what it may hold. The one crossing between the two. */
const WIRE = {
  project_name: ['projectName', z.string().max(100).transform(onOneLine)],
  project_descriptor: ['projectDescriptor', emptyAsNull(z.string().max(100).transform(onOneLine))],
  project_url: ['projectUrl', emptyAsNull(z.string().trim().max(255))],
  project_color: ['projectColor', z.string().trim()],
  project_logo: ['projectLogo', z.uuid().nullable()],
  public_foreground: ['publicForeground', z.uuid().nullable()],
  public_background: ['publicBackground', z.uuid().nullable()],
  public_favicon: ['publicFavicon', z.uuid().nullable()],
  public_note: ['publicNote', emptyAsNull(z.string().max(10_000))],
  default_language: ['defaultLanguage', z.string()],
  default_appearance: ['defaultAppearance', z.enum(['auto', 'light', 'dark'])],
  auth_login_attempts: ['authLoginAttempts', z.int().min(0).max(1_000_000).nullable()],
  auth_password_policy: ['authPasswordPolicy', emptyAsNull(z.string().max(255))],
  public_registration: ['publicRegistration', z.boolean()],
  public_registration_verify_email: ['publicRegistrationVerifyEmail', z.boolean()],
  public_registration_role: ['publicRegistrationRoleId', z.string().max(255).nullable()],
  public_registration_email_filter: ['publicRegistrationEmailFilter', z.record(z.string(), z.unknown()).nullable()],
  module_bar: ['moduleBar', z.array(z.record(z.string(), z.unknown())).max(100).nullable()],
  custom_css: ['customCss', emptyAsNull(z.string().max(100_000))],
  project_id: ['projectId', z.uuid().nullable()],
  default_save_action: ['defaultSaveAction', z.string().max(100)],
} as const satisfies Record<string, readonly [keyof Settings, z.ZodType]>;

const schema = z.strictObject({
  // As everywhere in the dialect, a primary key in the body is ignored.
  id: z.unknown().optional(),
  ...(Object.fromEntries(Object.entries(WIRE).map(([name, [, type]]) => [name, type.optional()])) as { [Name in keyof typeof WIRE]: z.ZodOptional<(typeof WIRE)[Name][1]> }),
});

/** The body of PATCH /settings → SettingsChanges. Says nothing about who may, nor whether the role will do. */
export const settingsChangesSchema = schema.transform(({ id: _id, ...wire }): SettingsChanges =>
  Object.fromEntries(Object.entries(wire).map(([name, value]) => [WIRE[name as keyof typeof WIRE][0], value])));

/** SettingsChanges → the dialect's names: what permissions, activity and revisions are told in. */
export function settingsOnTheWire(changes: SettingsChanges): Record<string, unknown> {
  return Object.fromEntries(Object.entries(WIRE).flatMap(([name, [field]]) => (field in changes ? [[name, changes[field]]] : [])));
}

/** Everything that is wrong with the values themselves, one error per field. */
export function mistakesIn(changes: SettingsChanges): ApplicationError[] {
  const mistakes: ApplicationError[] = [];
  const refuse = (field: string, type: FailedValidationError['facts']['type'], path: (string | number)[] = []) => mistakes.push(new FailedValidationError({ field, type, path }));
  if (changes.projectName !== undefined) {
    if (changes.projectName === '') refuse('project_name', 'required');
    else if (hasControlCharacter(changes.projectName)) refuse('project_name', 'text');
  }
  if (changes.projectDescriptor && hasControlCharacter(changes.projectDescriptor)) refuse('project_descriptor', 'text');
  if (changes.projectUrl && !isWebAddress(changes.projectUrl)) refuse('project_url', 'url');
  if (changes.projectColor !== undefined && !/^#[0-9a-f]{6}$/i.test(changes.projectColor)) refuse('project_color', 'color');
  if (changes.defaultLanguage !== undefined && !isLanguage(changes.defaultLanguage)) refuse('default_language', 'language');
  if (changes.publicNote?.includes('\0')) refuse('public_note', 'text');
  if (changes.customCss?.includes('\0')) refuse('custom_css', 'text');
  if (changes.authPasswordPolicy && passwordPolicyMistake(changes.authPasswordPolicy)) refuse('auth_password_policy', 'regex');
  if (changes.publicRegistrationEmailFilter) {
    const mistake = addressFilterMistake(changes.publicRegistrationEmailFilter);
    if (mistake) refuse('public_registration_email_filter', mistake.type, mistake.path);
  }
  return mistakes;
}

/** A name stands in mail headers: line breaks become spaces; what is left of control characters is refused by `mistakesIn`. */
function onOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function emptyAsNull(type: z.ZodType<string>) {
  return type.transform((text) => (text === '' ? null : text)).nullable();
}

function hasControlCharacter(text: string): boolean {
  return /\p{Cc}/u.test(text);
}

function isWebAddress(text: string): boolean {
  if (!URL.canParse(text) || hasControlCharacter(text)) return false;
  const url = new URL(text);
  return ['http:', 'https:'].includes(url.protocol) && !url.username && !url.password;
}

function isLanguage(text: string): boolean {
  try {
    return text.length <= 35 && Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}
