// Builds what is not built: Prisma's clients, the program, the styles and scripts. What is up to date is left alone.
//   node bin/build.mjs              everything
//   node bin/build.mjs --generate   the clients only
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const STAMPS = join(root, 'node_modules', '.cache', 'usher');

/** Runs what is stale and nothing else. `quiet` keeps the tools' own chatter away unless one fails. */
export async function build({ onlyClients = false, log = console.log } = {}) {
  await Promise.all(['sqlite', 'postgresql'].map((provider) => step(`client-${provider}`, [`prisma/${provider}/schema.prisma`, 'package-lock.json'], [`src/generated/${provider}/client.ts`], async () => {
    log(`Generating the ${provider} client`);
    // Generating needs no engine, but the command line asks for one before it starts; this stands in for it. Never for `migrate`.
    await run('node_modules/prisma/build/index.js', ['generate'], { USHER_SCHEMA: provider, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1' });
  })));
  if (onlyClients) return;
  await together([
    program(log),
    step('assets', ['public/css', 'public/js', 'public/icons', 'bin/assets.mjs', 'package-lock.json'], ['public/build/manifest.json'], async () => {
      log('Bundling styles and scripts');
      await run('bin/assets.mjs', []);
    }),
  ]);
}

/** Compiling comes first: it empties dist, and the templates are compiled by what was compiled. */
async function program(log) {
  await step('program', ['src', 'nest-cli.json', 'tsconfig.json', 'tsconfig.build.json', '.swcrc', 'package-lock.json'], ['dist/main.js'], async () => {
    log('Compiling the program');
    await run('node_modules/@nestjs/cli/bin/nest.js', ['build']);
  });
  await together([
    step('templates', ['views', 'src/platform/templating', 'bin/templates.mjs', 'package-lock.json'], ['dist/templates.js'], async () => {
      log('Compiling the templates');
      await run('bin/templates.mjs', []);
    }),
    step('packages', ['bin/packages.mjs', 'package-lock.json'], ['dist/node_modules/framework.cjs'], async () => {
      log('Bundling the framework');
      await run('bin/packages.mjs', []);
    }),
  ]);
}

/** Settled and not raced: a compiler that is cut off halfway leaves half a program. */
async function together(steps) {
  const failures = (await Promise.allSettled(steps)).filter((settled) => settled.status === 'rejected');
  if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason.message).join('\n'));
}

/** Runs `make` unless the outputs are there and the inputs are as they were when it ran last. */
async function step(name, inputs, outputs, make) {
  const stamp = join(STAMPS, `${createHash('sha256').update(root).digest('hex').slice(0, 8)}-${name}`);
  const files = inputs.flatMap((input) => filesIn(join(root, input)));
  const last = existsSync(stamp) ? readFileSync(stamp, 'utf8').split('\n') : [];
  const isThere = outputs.every((output) => existsSync(join(root, output)));
  const dates = fingerprintOf(files, (file) => { const { size, mtimeMs } = statSync(file); return `${size} ${mtimeMs}`; });
  if (isThere && last[0] === dates) return;
  // Dates change without a change (another checkout); what counts then is what the files say.
  const contents = fingerprintOf(files, (file) => readFileSync(file));
  if (!isThere || last[1] !== contents) await make();
  // What was made is as new as what it was made of: the program compares the templates by date.
  else outputs.forEach((output) => utimesSync(join(root, output), new Date(), new Date()));
  mkdirSync(STAMPS, { recursive: true });
  writeFileSync(stamp, `${dates}\n${contents}`);
}

function fingerprintOf(files, describe) {
  const hash = createHash('sha256').update(process.version);
  for (const file of files) hash.update(file).update(describe(file));
  return hash.digest('hex');
}

function filesIn(path) {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return [];
  if (!found.isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.includes(`${sep}generated${sep}`))
    .sort();
}

function run(script, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, script), ...args], { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${script} ${args.join(' ')} failed:\n${output}`))));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await build({ onlyClients: process.argv.includes('--generate') }).catch((error) => {
    console.error(error.message);
    process.exit(1);
  });
}
