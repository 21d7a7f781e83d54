// Builds what is not built: Prisma's clients, the program, the styles and scripts. What is up to date is left alone.
//   node bin/build.mjs              everything
//   node bin/build.mjs --generate   the clients only
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
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
  // Settled and not raced: a compiler that is cut off halfway leaves half a program.
  const steps = await Promise.allSettled([
    step('program', ['src', 'nest-cli.json', 'tsconfig.json', 'tsconfig.build.json', '.swcrc', 'package-lock.json'], ['dist/main.js'], async () => {
      log('Compiling the program');
      await run('node_modules/@nestjs/cli/bin/nest.js', ['build']);
    }),
    step('assets', ['public/css', 'public/js', 'public/icons', 'bin/assets.mjs', 'package-lock.json'], ['public/build/manifest.json'], async () => {
      log('Bundling styles and scripts');
      await run('bin/assets.mjs', []);
    }),
  ]);
  const failures = steps.filter((settled) => settled.status === 'rejected');
  if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason.message).join('\n'));
}

async function step(name, inputs, outputs, make) {
  const fingerprint = fingerprintOf(inputs);
  const stamp = join(STAMPS, `${createHash('sha256').update(root).digest('hex').slice(0, 8)}-${name}`);
  const isFresh = outputs.every((output) => existsSync(join(root, output))) && existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint;
  if (isFresh) return;
  await make();
  mkdirSync(STAMPS, { recursive: true });
  writeFileSync(stamp, fingerprint);
}

function fingerprintOf(inputs) {
  const hash = createHash('sha256').update(process.version);
  for (const file of inputs.flatMap((input) => filesIn(join(root, input)))) hash.update(file).update(readFileSync(file));
  return hash.digest('hex');
}

function filesIn(path) {
  if (!existsSync(path)) return [];
  try {
    return readdirSync(path, { withFileTypes: true })
      .sort((a, b) => a.name.localeCompare(b.name))
      .filter((entry) => entry.name !== 'generated')
      .flatMap((entry) => filesIn(join(path, entry.name)));
  } catch (error) {
    if (error.code === 'ENOTDIR') return [path];
    throw error;
  }
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
