// How long Usher takes from the command to the first answer, and what it holds in memory when it has nothing to do.
//   npm run bench:start -- [--runs 5] [--idle 20] [--database sqlite|postgresql]
// Everything is built and the database is there before the first run that counts.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { freePort } from '../support/free-port.mjs';
import { startPostgres } from '../support/postgres.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const { values: options } = parseArgs({ options: { runs: { type: 'string', default: '5' }, idle: { type: 'string', default: '20' }, database: { type: 'string', default: 'sqlite' } } });
const COMMANDS = { 'npm start': ['npm', 'start'], 'node bin/usher.mjs start': [process.execPath, 'bin/usher.mjs', 'start'] };

const scratch = mkdtempSync(join(tmpdir(), 'usher-bench-start-'));
const postgres = options.database === 'postgresql' ? await startPostgres(join(scratch, 'postgres')) : null;
const env = {
  ...process.env, HOST: '127.0.0.1', DATA_FOLDER: join(scratch, 'data'), DATABASE_URL: postgres?.url ?? `file:${join(scratch, 'usher.db')}`,
  ADMIN_EMAIL: 'ada@example.org', ADMIN_PASSWORD: 'analytical engines dream of numbers', LOG_LEVEL: 'error',
};

try {
  // The first start builds, migrates and plants.
  await run(COMMANDS['node bin/usher.mjs start']);
  for (const [name, command] of Object.entries(COMMANDS)) {
    const times = [];
    for (let i = 0; i < Number(options.runs); i += 1) times.push((await run(command)).ms);
    times.sort((a, b) => a - b);
    console.log(`${name}: best ${(times[0] / 1000).toFixed(2)} s, median ${(times[times.length >> 1] / 1000).toFixed(2)} s`);
  }
  const { megabytes } = await run(COMMANDS['node bin/usher.mjs start'], Number(options.idle) * 1000);
  console.log(`resident after ${options.idle} s: ${megabytes} MB`);
} finally {
  await postgres?.stop();
  rmSync(scratch, { recursive: true, force: true });
}

/** Starts, waits for the first answer (and the idle time), kills. In a process group of its own, since npm has a child. */
async function run([file, ...args], idleMs = 0) {
  const port = await freePort();
  const started = performance.now();
  const child = spawn(file, args, { cwd: root, env: { ...env, PORT: String(port) }, stdio: ['ignore', 'ignore', 'inherit'], detached: true });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  try {
    while (!(await answers(port))) {
      if (child.exitCode !== null) throw new Error(`${file} ended with ${child.exitCode}`);
      await pause(10);
    }
    const ms = performance.now() - started;
    await pause(idleMs);
    return { ms, megabytes: Math.round((Number(execFileSync('ps', ['-o', 'rss=', '-p', String(child.pid)], { encoding: 'utf8' })) * 1024) / 1e6) };
  } finally {
    process.kill(-child.pid, 'SIGKILL');
    await ended;
  }
}

function answers(port) {
  return fetch(`http://127.0.0.1:${port}/server/ping`).then((response) => response.ok, () => false);
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
