// Lets Node load the program's sources as the build would compile them. What was compiled is kept under .cache/, as a file with its map.
const { createHash } = require('node:crypto');
const { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { dirname, join, relative } = require('node:path');
const { transformFileSync, version } = require('@swc/core');

const ROOT = join(__dirname, '..', '..', '..');
const SWCRC = join(ROOT, '.swcrc');
const COMPILED = join(ROOT, '.cache', 'program', createHash('sha256').update(version).update(readFileSync(SWCRC)).digest('hex').slice(0, 8));

createRequire(__filename).extensions['.ts'] = (module, source) => {
  const place = relative(ROOT, source);
  // A copy with a hole in it, which is gone in a minute.
  if (place.startsWith('..')) return void module._compile(compiled(source), source);
  const file = join(COMPILED, `${place}.js`);
  // The name that is given is the one that a stack trace shows, and whose map it then finds.
  module._compile(upToDate(file, source) ?? compile(file, source), file);
};

function upToDate(file, source) {
  return existsSync(file) && statSync(file).mtimeMs > statSync(source).mtimeMs ? readFileSync(file, 'utf8') : null;
}

function compile(file, source) {
  const code = compiled(source);
  mkdirSync(dirname(file), { recursive: true });
  // The other worker may be writing the same one.
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, code);
  renameSync(draft, file);
  return code;
}

function compiled(source) {
  return transformFileSync(source, { configFile: SWCRC, sourceMaps: 'inline', inlineSourcesContent: false }).code;
}
