/** The model's own idea of the tables. It imports nothing of the product, so that the two cannot share a mistake. */
export type Type = 'id' | 'text' | 'boolean' | 'integer' | 'date' | 'list' | 'secret';

export interface Column {
  readonly type: Type;
  /** The table whose key this is. */
  readonly to?: string;
}

export interface ManyRelation {
  readonly from: string;
  readonly by: string;
  readonly sort?: string;
}

export interface Table {
  readonly columns: Readonly<Record<string, Column>>;
  readonly relations: Readonly<Record<string, ManyRelation>>;
}

const text: Column = { type: 'text' };
const to = (table: string): Column => ({ type: 'text', to: table });

/** Only these columns are asked about; the product knows more. */
export const TABLES: Readonly<Record<string, Table>> = {
  directus_users: {
    columns: {
      id: { type: 'id' }, first_name: text, last_name: text, email: text, location: text, title: text, description: text, status: text, provider: text, text_direction: text, role: to('directus_roles'), token: { type: 'secret' },
      tags: { type: 'list' }, last_access: { type: 'date' }, email_notifications: { type: 'boolean' },
    },
    relations: { policies: { from: 'directus_access', by: 'user', sort: 'sort' } },
  },
  directus_roles: {
    columns: { id: { type: 'id' }, name: text, icon: text, description: text, parent: to('directus_roles') },
    relations: { children: { from: 'directus_roles', by: 'parent' }, policies: { from: 'directus_access', by: 'role', sort: 'sort' }, users: { from: 'directus_users', by: 'role' } },
  },
  directus_policies: {
    columns: { id: { type: 'id' }, name: text, icon: text, description: text, admin_access: { type: 'boolean' }, app_access: { type: 'boolean' }, enforce_tfa: { type: 'boolean' } },
    relations: { users: { from: 'directus_access', by: 'policy', sort: 'sort' }, roles: { from: 'directus_access', by: 'policy', sort: 'sort' } },
  },
  directus_access: {
    columns: { id: { type: 'id' }, role: to('directus_roles'), user: to('directus_users'), policy: to('directus_policies'), sort: { type: 'integer' } },
    relations: {},
  },
};

export type Value = string | number | boolean | null | readonly string[];
export type Row = Readonly<Record<string, Value>>;
export type Data = Readonly<Record<string, readonly Row[]>>;

/** One allowance: these fields on the rows that satisfy the filter. */
export interface Rule {
  readonly collection: string;
  readonly fields: readonly string[];
  readonly permissions: Json | null;
}

export type Json = { readonly [key: string]: unknown };

export interface Reader {
  readonly user: string | null;
  readonly role: string | null;
  readonly roles: readonly string[];
  readonly policies: readonly string[];
  readonly now: Date;
}

/** A query as a program sends it. */
export interface Question {
  readonly collection: string;
  readonly fields?: readonly string[];
  readonly filter?: Json;
  readonly search?: string;
  readonly sort?: readonly string[];
  readonly limit?: number;
  readonly offset?: number;
  readonly alias?: Readonly<Record<string, string>>;
  readonly deep?: Json;
  readonly aggregate?: Readonly<Record<string, readonly string[]>>;
  readonly groupBy?: readonly string[];
}
