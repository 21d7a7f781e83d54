// Compiles the page templates into dist/templates.js with the program's own compiler; a broken template fails the build.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { precompiledTemplates } = createRequire(import.meta.url)('../dist/platform/templating/templates.js');

writeFileSync(join(root, 'dist', 'templates.js'), precompiledTemplates(join(root, 'views')));
