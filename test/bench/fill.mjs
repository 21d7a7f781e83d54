// Puts the people in: by SQL where the database is at hand, otherwise through the server's own door.
import Database from 'better-sqlite3';
import pg from 'pg';
import { person } from './directory.mjs';

const A_STATEMENT = 500;
const TEXT_INDEX = 'usher_user_search';
/** What any server of the dialect takes. */
const DIALECT = ['id', 'first_name', 'last_name', 'email', 'title', 'location', 'status', 'role'];

/** `own`: Usher's table, which has a few columns that the dialect does not. */
export async function fillDatabase(url, { users, roles, own }) {
  const columns = [...DIALECT, ...(own ? ['email_key', 'last_access'] : [])];
  const rowOf = (one) => columns.map((column) => (column === 'email_key' ? one.email : column === 'last_access' ? one.last_access.replace('Z', '+00:00') : one[column]));
  await (url.startsWith('file:') ? fillSqlite : fillPostgres)(url, { users, roles, columns, rowOf });
}

async function fillSqlite(url, { users, roles, columns, rowOf }) {
  const database = new Database(url.slice('file:'.length), { timeout: 60_000 });
  // Keys come in no order, so that all indexes are written all over: in memory first, and the text index in larger pieces.
  for (const pragma of ['cache_size = -2000000', 'synchronous = OFF']) database.pragma(pragma);
  const pieces = database.prepare(`select 1 from sqlite_schema where name = '${TEXT_INDEX}'`).get() ? (bytes) => database.prepare(`insert into ${TEXT_INDEX} (${TEXT_INDEX}, rank) values ('hashsize', ${bytes})`).run() : () => undefined;
  pieces(64 * 1024 * 1024);
  const insert = database.prepare(`insert into directus_users (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`);
  database.transaction(() => {
    for (let index = 0; index < users; index += 1) insert.run(rowOf(person(index, roles)));
  }).immediate();
  pieces(1024 * 1024);
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
}

async function fillPostgres(url, { users, roles, columns, rowOf }) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('begin');
  for (let first = 0; first < users; first += A_STATEMENT) {
    const rows = Array.from({ length: Math.min(A_STATEMENT, users - first) }, (_, index) => rowOf(person(first + index, roles)));
    const places = rows.map((row, index) => `(${row.map((_, column) => `$${index * row.length + column + 1}`).join(', ')})`);
    await client.query(`insert into directus_users (${columns.join(', ')}) values ${places.join(', ')}`, rows.flat());
  }
  await client.query('commit');
  // What autovacuum does a minute later.
  await client.query('vacuum analyze directus_users');
  await client.end();
}

export async function fillThroughDoor(api, { users, roles }) {
  for (let first = 0; first < users; first += A_STATEMENT) {
    const batch = Array.from({ length: Math.min(A_STATEMENT, users - first) }, (_, index) => person(first + index, roles));
    await api('POST', '/users', batch.map((one) => Object.fromEntries(DIALECT.map((column) => [column, one[column]]))));
  }
}
