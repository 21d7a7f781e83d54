import type Database from 'better-sqlite3';

/** Everything that decides who holds what, as it lies in the database. Read past the product, so that the two cannot share a mistake. */
export interface Snapshot {
  readonly users: readonly UserRow[];
  readonly roles: readonly RoleRow[];
  readonly policies: readonly PolicyRow[];
  readonly attachments: readonly AttachmentRow[];
  readonly permissions: readonly PermissionRow[];
  readonly registrationRole: string | null;
  /** The same text for the same rows. */
  readonly text: string;
}

export interface UserRow {
  readonly id: string;
  readonly role: string | null;
  readonly status: string;
  readonly title: string | null;
  /** What lets somebody sign in as this person. */
  readonly credentials: string;
}

export interface RoleRow {
  readonly id: string;
  readonly name: string;
  readonly parent: string | null;
}

export interface PolicyRow {
  readonly id: string;
  readonly admin: number;
  readonly app: number;
  readonly ip: string | null;
}

export interface AttachmentRow {
  readonly id: string;
  readonly role: string | null;
  readonly user: string | null;
  readonly policy: string;
}

export interface PermissionRow {
  readonly id: number;
  readonly policy: string;
  readonly collection: string;
  readonly action: string;
  readonly rows: string | null;
  readonly validation: string | null;
  readonly presets: string | null;
  readonly fields: string | null;
}

const STATEMENTS = {
  users: `select id, role, status, title, json_array(email_key, password, token_hash, external_identifier, provider, auth_data) as credentials from directus_users order by id`,
  roles: `select id, name, parent from directus_roles order by id`,
  policies: `select id, admin_access as admin, app_access as app, ip_access as ip from directus_policies order by id`,
  attachments: `select id, role, "user", policy from directus_access order by id`,
  permissions: `select id, policy, collection, action, permissions as rows, validation, presets, fields from directus_permissions order by id`,
  settings: `select public_registration as isOpen, public_registration_role as role from directus_settings`,
};

export function readSnapshot(database: Database.Database): Snapshot {
  const all = (name: keyof typeof STATEMENTS) => database.prepare(STATEMENTS[name]).all() as never[];
  const [settings] = all('settings') as { isOpen: number; role: string | null }[];
  const rows = { users: all('users'), roles: all('roles'), policies: all('policies'), attachments: all('attachments'), permissions: all('permissions'), registrationRole: settings?.isOpen ? settings.role : null };
  return { ...rows, text: JSON.stringify(rows) };
}
