#!/usr/bin/env node
// `usher <command>`: builds what is not built, then hands over to the program.
import { spawn } from 'node:child_process';
import module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from './build.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const command = process.argv[2] ?? 'help';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Usher needs Node 20.19 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}

process.chdir(root);
// Newer Nodes can keep what they compiled for the next start; Node 20 has no such thing.
module.enableCompileCache?.(join(root, 'node_modules', '.cache', 'usher', 'compiled'));
// The demo owes many mails at once, and a line for each would bury what it has to say.
if (command === 'demo') process.env.LOG_LEVEL ??= 'warn';
try {
  await build();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

if (command === 'start') await import(pathToFileURL(join(root, 'dist', 'main.js')).href);
else if (command === 'dev') spawn(process.execPath, [join(root, 'node_modules/@nestjs/cli/bin/nest.js'), 'start', '--watch'], { cwd: root, stdio: 'inherit' });
else await import(pathToFileURL(join(root, 'dist', 'cli.js')).href);
