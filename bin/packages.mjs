// Writes packages that are made of hundreds of small files as one file each to dist/node_modules, where the program finds them before those
// that they come from. Finding and opening 700 modules of the framework takes a third of every start (docs/decisions/0005).
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const into = join(root, 'dist', 'node_modules');

/** These reach into each other's files, so they have to be one. The others see them, and whatever is not named here, from outside. */
const FRAMEWORK = ['@nestjs/common', '@nestjs/core', '@nestjs/platform-fastify', 'rxjs'];
const ALONE = ['@nestjs/passport', '@nestjs-modules/mailer', 'kysely', 'zod'];

await Promise.all([
  bundle('framework.cjs', FRAMEWORK, FRAMEWORK.map((name, index) => `export * as p${index} from '${name}';`).join('\n')),
  ...ALONE.map((name) => bundle(join(name, 'index.js'), [name], `export * from '${name}';`)),
]);
for (const [index, name] of FRAMEWORK.entries()) {
  const folder = join(into, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'index.js'), `module.exports = { ...require('${relative(folder, join(into, 'framework.cjs'))}').p${index} };\n`);
}

async function bundle(file, inside, contents) {
  await build({
    stdin: { contents, resolveDir: root },
    outfile: join(into, file),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    legalComments: 'inline',
    logLevel: 'error',
    define: { 'import.meta.url': 'fileAddress' },
    banner: { js: 'const fileAddress = require("node:url").pathToFileURL(__filename).href;' },
    plugins: [{
      name: 'all others stay outside',
      setup({ onResolve }) {
        onResolve({ filter: /^[^./]/ }, ({ path }) => (inside.some((name) => path === name || path.startsWith(`${name}/`)) ? undefined : { path, external: true }));
      },
    }],
  });
}
