import type { Client } from 'pg';

const INDEX = 'usher_user_search';

/** What a database says where it lacks the extension, or will not let this owner have it. */
const NOT_TO_BE_HAD = new Set(['42501', '0A000', '58P01', '42704']);

/**
 * The trigram index of PostgreSQL over the texts of users. It is no migration, since it needs the extension pg_trgm: without it
 * searches find the same, only slower, and each start tries again. Answers what to tell the operator, or null.
 */
export async function makeSearchIndex(client: Client): Promise<string | null> {
  const { rows } = await client.query<{ found: string | null }>('SELECT to_regclass($1) AS found', [INDEX]);
  if (rows[0]!.found !== null) return null;
  try {
    await client.query('CREATE EXTENSION IF NOT EXISTS pg_trgm');
    await client.query(`CREATE INDEX IF NOT EXISTS ${INDEX} ON directus_users USING gin (search_text gin_trgm_ops)`);
    return null;
  } catch (error) {
    if (!NOT_TO_BE_HAD.has(String((error as { code?: string }).code))) throw error;
    return 'Searching users stays slow in a large directory: this database has no pg_trgm, and Usher may not add it. Run "CREATE EXTENSION pg_trgm" as its administrator, then start Usher again.';
  }
}
