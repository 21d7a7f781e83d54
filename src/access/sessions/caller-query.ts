/*
 * Who is calling, in one statement: credential, user, role chain and every policy that could apply. Written by hand, since it runs
 * before each request and its shape never changes.
 */

/** What identifies the caller. */
export type CallerKey = 'session' | 'bearer' | 'visitor';

export interface CallerSql {
  readonly sql: string;
  /** How many times the hash stands in it. */
  readonly hashes: number;
}

/** Deep enough for any organisation; a chain that is longer is cut, and a cycle ends by UNION. */
const ROLES_AT_MOST = 20;

const NO_SESSION = `NULL AS session, NULL AS mode, NULL AS expires, NULL AS access_expires, NULL AS signed_in, NULL AS last_used, NULL AS rotated, NULL AS by_previous`;
const USER = `u.id AS user_id, u.first_name, u.last_name, u.email, u.status, u.role`;

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
    case 'visitor':
      return { sql: `SELECT ${NO_SESSION}, NULL AS user_id, NULL AS first_name, NULL AS last_name, NULL AS email, 'active' AS status, NULL AS role`, hashes: 0 };
  }
}

/**
 * One row, or none where the credential is unknown. `roles` and `policies` are JSON texts: [{ id, depth }] and
 * [{ id, depth, ip, admin, app }], depth being that of the role which holds the policy, and null for the user's own and the public ones.
 */
export function callerSql(provider: 'sqlite' | 'postgresql', key: CallerKey): CallerSql {
  const isSqlite = provider === 'sqlite';
  const { sql, hashes } = found(key, (index) => (isSqlite ? '?' : `$${index}`));
  const object = (pairs: string) => (isSqlite ? `json_object(${pairs})` : `json_build_object(${pairs})`);
  const array = (value: string) => (isSqlite ? `json_group_array(json(${value}))` : `json_agg(${value})::text`);
  // NULLs of a UNION have no type of their own on PostgreSQL.
  const visitorRole = key === 'visitor' && !isSqlite ? 'role::text' : 'role';
  return {
    hashes,
    sql: `WITH RECURSIVE
      found AS (${sql}),
      chain (id, parent, depth) AS (
        SELECT r.id, r.parent, 0 FROM directus_roles r JOIN found ON r.id = found.${visitorRole}
        UNION
        SELECT r.id, r.parent, chain.depth + 1 FROM directus_roles r JOIN chain ON r.id = chain.parent WHERE chain.depth < ${ROLES_AT_MOST}
      ),
      held AS (
        SELECT p.id, p.ip_access, p.admin_access, p.app_access, chain.depth AS depth, a.sort FROM chain JOIN directus_access a ON a.role = chain.id JOIN directus_policies p ON p.id = a.policy
        UNION ALL
        SELECT p.id, p.ip_access, p.admin_access, p.app_access, NULL, a.sort FROM found JOIN directus_access a ON a."user" = found.user_id${key === 'visitor' && !isSqlite ? '::text' : ''} JOIN directus_policies p ON p.id = a.policy
        UNION ALL
        SELECT p.id, p.ip_access, p.admin_access, p.app_access, -1, a.sort FROM directus_access a JOIN directus_policies p ON p.id = a.policy WHERE a.role IS NULL AND a."user" IS NULL AND NOT EXISTS (SELECT 1 FROM chain)
      )
    SELECT found.*,
      (SELECT ${array(object(`'id', id, 'depth', depth`))} FROM chain) AS roles,
      (SELECT ${array(object(`'id', id, 'depth', depth, 'ip', ip_access, 'admin', admin_access, 'app', app_access, 'sort', sort`))} FROM held) AS policies
    FROM found LIMIT 1`,
  };
}
