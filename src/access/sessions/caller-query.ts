/*
 * Who is calling, in one statement: credential, user, role chain and every policy that could apply. Written by hand, since it runs
 * before each request and its shape never changes. No part of it is used twice and nothing is made distinct in it: for either SQLite would set
 * up a table of its own each time, which can cost fifty times the lookups.
 */

/** What identifies the caller. */
export type CallerKey = 'session' | 'bearer' | 'person' | 'visitor';

export interface CallerSql {
  readonly sql: string;
  /** How many times the hash stands in it; for a person the keys of their session and of themselves, and the hash of their static token. */
  readonly hashes: number;
}

/** The one row of `callerSql`, or of nobody: what is found, and what they may hold. */
export interface CallerRow {
  readonly session: string | null;
  readonly mode: string | null;
  readonly expires: string | null;
  readonly access_expires: string | null;
  readonly signed_in: string | null;
  readonly last_used: string | null;
  readonly rotated: string | null;
  readonly by_previous: number | null;
  readonly user_id: string | null;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly email: string | null;
  readonly status: string;
  readonly role: string | null;
  /** Two-factor sign-in is on. */
  readonly second_factor: boolean | number;
  readonly roles: readonly RoleFact[];
  readonly policies: readonly PolicyFact[];
}

export interface RoleFact {
  readonly id: string;
  readonly depth: number;
}

export interface PolicyFact {
  readonly id: string;
  /** Of the role that holds it; null for the user's own, -1 for the public ones. */
  readonly depth: number | null;
  readonly ip: string | null;
  readonly admin: boolean | number | null;
  readonly app: boolean | number | null;
  readonly tfa: boolean | number | null;
  readonly sort: number | null;
}

/** Deep enough for any organisation; a chain that is longer is cut, and so is a cycle. */
const ROLES_AT_MOST = 20;

const NO_SESSION = `NULL AS session, NULL AS mode, NULL AS expires, NULL AS access_expires, NULL AS signed_in, NULL AS last_used, NULL AS rotated, NULL AS by_previous`;
const USER = `u.id AS user_id, u.first_name, u.last_name, u.email, u.status, u.role, u.tfa_secret IS NOT NULL AS second_factor`;

function found(key: CallerKey, hash: (index: number) => string): { sql: string; hashes: number } {
  const session = (by: string, accessExpires = 'NULL') =>
    `s.id AS session, s.mode AS mode, s.expires AS expires, ${accessExpires} AS access_expires, s.signed_in_at AS signed_in, s.last_used_at AS last_used, s.rotated_at AS rotated, ${by} AS by_previous`;
  const from = `FROM directus_sessions s JOIN directus_users u ON u.id = s."user"`;
  switch (key) {
    case 'session':
      return {
        sql: `SELECT ${session('0')}, ${USER} ${from} WHERE s.token_hash = ${hash(1)} AND s.mode = 'session'
          UNION ALL SELECT ${session('1')}, ${USER} ${from} WHERE s.previous_hash = ${hash(2)} AND s.mode = 'session'`,
        hashes: 2,
      };
    case 'bearer':
      return {
        sql: `SELECT ${session('0', 'a.expires')}, ${USER} FROM usher_access_tokens a JOIN directus_sessions s ON s.id = a.session JOIN directus_users u ON u.id = s."user" WHERE a.hash = ${hash(1)}
          UNION ALL SELECT ${session('0')}, ${USER} ${from} WHERE s.token_hash = ${hash(2)} AND s.mode = 'session'
          UNION ALL SELECT ${session('1')}, ${USER} ${from} WHERE s.previous_hash = ${hash(3)} AND s.mode = 'session'
          UNION ALL SELECT ${NO_SESSION}, ${USER} FROM directus_users u WHERE u.token_hash = ${hash(4)}`,
        hashes: 4,
      };
    case 'person':
      return {
        sql: `SELECT ${session('0')}, ${USER} FROM directus_users u LEFT JOIN directus_sessions s ON s."user" = u.id AND s.id = ${hash(1)}
          WHERE u.id = ${hash(2)} AND u.token_hash IS NOT DISTINCT FROM coalesce(${hash(3)}, u.token_hash)`,
        hashes: 3,
      };
    case 'visitor':
      return { sql: `SELECT ${NO_SESSION}, NULL AS user_id, NULL AS first_name, NULL AS last_name, NULL AS email, 'active' AS status, NULL AS role, NULL AS second_factor`, hashes: 0 };
  }
}

/** The columns are those that `callerRow` reads, in its order. */
export function callerSql(provider: 'sqlite' | 'postgresql', key: CallerKey): CallerSql {
  const isSqlite = provider === 'sqlite';
  const { sql, hashes } = found(key, (index) => (isSqlite ? '?' : `$${index}`));
  const [rows, list, text, inner] = isSqlite ? ['json_group_array', 'json_array', '', 'json'] : ['json_agg', 'json_build_array', '::text', ''];
  const held = (where: string) => `(SELECT ${rows}(${list}(p.id, p.ip_access, p.admin_access, p.app_access, p.enforce_tfa, a.sort)) FROM directus_access a JOIN directus_policies p ON p.id = a.policy WHERE ${where})`;
  return {
    hashes,
    sql: `SELECT found.*, r.id AS known_role, ${held('a."user" = found.user_id')}${text} AS own, ${held('a.role = r.id')}${text} AS by_role,
      CASE WHEN r.parent IS NOT NULL THEN (
        WITH RECURSIVE chain (id, parent, depth) AS (
          SELECT p.id, p.parent, 1 FROM directus_roles p WHERE p.id = r.parent
          UNION ALL
          SELECT p.id, p.parent, chain.depth + 1 FROM chain JOIN directus_roles p ON p.id = chain.parent WHERE chain.depth < ${ROLES_AT_MOST}
        )
        SELECT ${rows}(${list}(chain.id, chain.depth, ${inner}(${held('a.role = chain.id')}))) FROM chain
      )${text} END AS ancestors,
      CASE WHEN r.id IS NULL THEN ${held('a.role IS NULL AND a."user" IS NULL')}${text} END AS by_public
    FROM (${sql} LIMIT 1) found LEFT JOIN directus_roles r ON r.id = found.role`,
  };
}

type Held = [id: string, ip: PolicyFact['ip'], admin: PolicyFact['admin'], app: PolicyFact['app'], tfa: PolicyFact['tfa'], sort: PolicyFact['sort']];
type Ancestor = [id: string, depth: number, held: Held[] | null];

export function callerRow(columns: readonly unknown[]): CallerRow {
  const [session, mode, expires, access_expires, signed_in, last_used, rotated, by_previous, user_id, first_name, last_name, email, status, role, second_factor] = columns as [...(string | null)[]];
  const [known, own, byRole, ancestors, byPublic] = columns.slice(15) as (string | null)[];
  const parents = parsed<Ancestor>(ancestors);
  return {
    session: session!, mode: mode!, expires: expires!, access_expires: access_expires!, signed_in: signed_in!, last_used: last_used!, rotated: rotated!, by_previous: by_previous as unknown as number | null,
    user_id: user_id!, first_name: first_name!, last_name: last_name!, email: email!, status: status!, role: role!, second_factor: second_factor as unknown as boolean | number,
    roles: [...(known ? [{ id: known, depth: 0 }] : []), ...parents.map(([id, depth]) => ({ id, depth }))],
    policies: [
      ...facts(parsed(own), null),
      ...facts(parsed(byRole), 0),
      ...parents.flatMap(([, depth, held]) => facts(held ?? [], depth)),
      ...facts(parsed(byPublic), -1),
    ],
  };
}

function facts(held: readonly Held[], depth: number | null): PolicyFact[] {
  return held.map(([id, ip, admin, app, tfa, sort]) => ({ id, depth, ip, admin, app, tfa, sort }));
}

/** Most of the lists are empty for most callers. */
function parsed<T>(json: string | null | undefined): T[] {
  return json === null || json === undefined || json === '[]' ? [] : (JSON.parse(json) as T[]);
}
