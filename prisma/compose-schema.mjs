// Composes models.prisma with a head per provider. `--check` fails when a composed file is not what it should be.
import { mkdirSync, readFileSync, writeFileSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const models = readFileSync(join(here, 'models.prisma'), 'utf8');

/** The text of one provider's schema. Prisma fixes the provider per schema, so there are two (prisma/orm #1487). */
function composeSchema(provider) {
  return `// Composed from ../models.prisma by \`npm run db:compose\`. Do not edit.

generator client {
  provider            = "prisma-client"
  output              = "../../src/generated/${provider}"
  moduleFormat        = "cjs"
  importFileExtension = ""
}

datasource db {
  provider = "${provider}"
}

${models}`;
}

const drifted = [];
for (const provider of ['sqlite', 'postgresql']) {
  const file = join(here, provider, 'schema.prisma');
  const text = composeSchema(provider);
  const current = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (current === text) continue;
  if (process.argv.includes('--check')) drifted.push(file);
  else {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
if (drifted.length > 0) {
  console.error(`Not composed from models.prisma: ${drifted.join(', ')}. Run \`npm run db:compose\`.`);
  process.exit(1);
}
