// `npm test`: lint, types, schema drift and every suite, with a real PostgreSQL and a real Chromium that come as packages.
//   node bin/test.mjs [jest arguments]     a part of the suites, with the same real parts; no lint
//   node bin/test.mjs --crash              the long crash rounds
import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { setPriority, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { chromiumPath } from '../test/support/chromium.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const args = process.argv.slice(2);
const isWhole = args.length === 0;
const scratch = mkdtempSync(join(roomInMemory() ?? tmpdir(), 'usher-npm-test-'));
/** As `nice` counts. */
const MODEST = 10;
/** Megabytes: what a request makes is mostly gone before that is full, so that less of it is looked through. Jest hands it on to its workers. */
const LARGE_NURSERY = '--max-semi-space-size=64';
const counts = { passed: 0, failed: 0 };
let postgres = null;
// Whoever interrupts the tests gets their memory back, too.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => {
  rmSync(scratch, { recursive: true, force: true });
  process.exit(1);
});

try {
  process.chdir(root);
  const reading = isWhole ? Promise.all([count('schema', 'prisma/compose-schema.mjs', ['--check']), count('lint', 'node', [LARGE_NURSERY, 'node_modules/eslint/bin/eslint.js', '.'])]) : null;
  const [url, chromium] = await Promise.all([postgresUrl(), chromiumPath(), build()]);
  const environment = { ...process.env, NODE_ENV: 'test', TMPDIR: scratch, CHROMIUM_PATH: chromium, TEST_DATABASE_URL: url };
  if (args[0] === '--crash') await count('crash rounds', 'node', ['test/faults/crash.mjs', ...args.slice(1)], environment);
  else await Promise.all([suites(environment), reading, isWhole ? beside(environment) : null]);
} catch (error) {
  counts.failed += 1;
  console.error(error);
} finally {
  await postgres?.stop();
  rmSync(scratch, { recursive: true, force: true });
}
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exit(counts.failed === 0 ? 0 : 1);

/** What no browser waits for: it takes of the cores what the suites leave. */
async function beside(environment) {
  await Promise.all([
    count('types', 'node_modules/typescript-7/bin/tsc', ['--noEmit', '-p', 'tsconfig.json']),
    ...['sqlite', 'postgresql'].map((provider) => count(`crash rounds on ${provider}`, 'node', ['test/faults/crash.mjs', '--rounds', '10', '--provider', provider], environment)),
  ]);
}

async function suites(environment) {
  const report = join(scratch, 'report.json');
  const refusal = await run('node', [LARGE_NURSERY, join(root, 'node_modules/jest/bin/jest.js'), '--json', `--outputFile=${report}`, ...args], environment).then(() => null, (error) => error);
  if (!existsSync(report)) throw refusal ?? new Error('jest left no report');
  const result = JSON.parse(readFileSync(report, 'utf8'));
  needs(!refusal || result.numFailedTests + result.numRuntimeErrorTestSuites > 0, `${refusal?.message}, though no test failed.`);
  counts.passed += result.numPassedTests;
  // A file that could not be loaded has no tests to fail, and is a failure all the same.
  counts.failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
  if (!isWhole) return;
  const passed = result.testResults.flatMap((file) => file.assertionResults.filter((test) => test.status === 'passed').map((test) => ({ file: file.name, name: test.fullName })));
  needs(passed.some(({ name }) => /postgresql/i.test(name)), 'No test ran on PostgreSQL.');
  needs(passed.some(({ file }) => file.includes(join('test', 'pages'))), 'No test ran in a browser.');
}

function needs(isThere, otherwise) {
  if (isThere) return;
  counts.failed += 1;
  console.error(otherwise);
}

async function count(name, script, scriptArgs, environment = process.env) {
  try {
    await run(script, scriptArgs, environment, isWhole ? MODEST : 0);
    counts.passed += 1;
    console.log(`ok ${name}`);
  } catch {
    counts.failed += 1;
    console.error(`not ok ${name}`);
  }
}

function run(script, scriptArgs, environment, priority = 0) {
  const command = script === 'node' ? scriptArgs : [join(root, script), ...scriptArgs];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, command, { cwd: root, env: environment, stdio: ['ignore', 'inherit', 'inherit'] });
    if (priority !== 0) setPriority(child.pid, priority);
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${script} ended with ${code}`))));
  });
}

/** TEST_DATABASE_URL, or a PostgreSQL of our own, which may forget everything when the power goes. */
async function postgresUrl() {
  if (process.env.TEST_DATABASE_URL) return process.env.TEST_DATABASE_URL;
  const { startPostgres } = await import('../test/support/postgres.mjs');
  postgres = await startPostgres(join(scratch, 'postgres'), { flags: ['fsync=off', 'full_page_writes=off', 'wal_level=minimal', 'max_wal_senders=0', 'autovacuum=off', 'max_connections=200'] });
  return postgres.url;
}

/** Databases of specs are gone in a minute: where there is room for them in memory (Linux), no commit waits for a disk. */
function roomInMemory() {
  const folder = '/dev/shm';
  try {
    accessSync(folder, constants.W_OK);
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= 2 ** 31 ? folder : null;
  } catch {
    return null;
  }
}
