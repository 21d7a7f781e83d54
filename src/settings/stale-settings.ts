import { isDeepStrictEqual } from 'node:util';
import type { StaleEdit } from '../platform/errors/errors';
import { settingsOnTheWire, type Settings, type SettingsChanges } from './settings-changes';

/** What the fields are called on the page, by the dialect's name. */
export const SETTINGS_LABELS: Readonly<Record<string, string>> = {
  project_name: 'Project name',
  project_descriptor: 'Description',
  project_url: 'Project URL',
  project_color: 'Project colour',
  default_language: 'Default language',
  default_appearance: 'Default appearance',
  auth_password_policy: 'Password policy',
  public_registration: 'Let people register',
  public_registration_verify_email: 'Verify e-mail addresses',
  public_registration_role: 'Role for new users',
  public_registration_email_filter: 'Address filter',
};

/** What the author had in front of them, by the dialect's names. */
export type SeenSettings = Readonly<Record<string, unknown>>;

/** The changed fields that hold something else by now than their author saw; where both want the same there is nothing to ask. */
export function staleSettings(changes: SettingsChanges, seen: SeenSettings, now: Settings, roleNames: ReadonlyMap<string, string>): StaleEdit[] {
  const wire = { mine: settingsOnTheWire(changes), seen, theirs: settingsOnTheWire(now) };
  const show = (field: string, value: unknown) => shownSetting(field, value, roleNames);
  return Object.keys(wire.mine)
    .filter((field) => field in wire.seen && !same(wire.seen[field], wire.theirs[field]) && !same(wire.mine[field], wire.theirs[field]))
    .map((field) => ({
      subject: field,
      label: SETTINGS_LABELS[field] ?? field,
      seen: show(field, wire.seen[field]),
      theirs: show(field, wire.theirs[field]),
      mine: show(field, wire.mine[field]),
    }));
}

/** A value in words; null where there is none. */
export function shownSetting(field: string, value: unknown, roleNames: ReadonlyMap<string, string>): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return value ? 'On' : 'Off';
  if (field === 'public_registration_role') return roleNames.get(String(value)) ?? 'A role that does not exist any more';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function same(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(one ?? null, other ?? null);
}
