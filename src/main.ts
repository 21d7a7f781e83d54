import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from './app';
import { addressProblem } from './platform/config/address-problem';
import type { AppConfig } from './platform/config/app-config';
import { ConfigurationError, readConfig } from './platform/config/read-env';
import { ProjectRoot } from './platform/config/project-root';
import { FirstAdministrator } from './server/first-administrator';
import { migrate, MigrationError } from './platform/database/migrator';

/** Read the configuration, bring the database up to date, listen. */
async function main(): Promise<void> {
  const warn = (line: string) => console.warn(line);
  const config = readConfig(warn);
  await migrate(config, new ProjectRoot().path, warn);
  const app = await createApp(config);
  await listen(app, config);
  console.log(`Usher is ready: ${config.publicOrigin}/admin`);
  await announceSetUp(app);
}

async function listen(app: NestFastifyApplication, { http: { host, port } }: AppConfig): Promise<void> {
  // Nest writes down what it fails on before it tells; here it is told in full.
  app.useLogger(false);
  try {
    await app.listen(port, host);
  } catch (error) {
    throw new ConfigurationError([addressProblem(error, host, port)]);
  }
  app.useLogger(['error', 'warn']);
}

/** While nobody administers the directory, each start makes a new set-up link and ends the one before. */
async function announceSetUp(app: NestFastifyApplication): Promise<void> {
  const link = await app.get(FirstAdministrator).newLink();
  if (link) console.log(`\nNobody administers this directory yet. Open this link within one hour to become its administrator:\n\n  ${link}\n`);
}

main().catch((error: unknown) => {
  if (error instanceof ConfigurationError) console.error(['Usher cannot start with this configuration:', ...error.problems.map((problem) => `  - ${problem}`)].join('\n'));
  else if (error instanceof MigrationError) console.error(`Usher cannot start: ${error.message}`);
  else console.error(error);
  process.exit(1);
});
