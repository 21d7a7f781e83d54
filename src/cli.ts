import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from './app';
import { demoReport } from './demo/demo-report';
import { DemoService } from './demo/demo.service';
import type { Clock } from './platform/clock/clock';
import { TravellingClock } from './platform/clock/travelling-clock';
import { FirstAdministrator } from './server/first-administrator';
import { TwoFactor } from './two-factor/two-factor.service';
import type { AppConfig } from './platform/config/app-config';
import { readConfig, ConfigurationError } from './platform/config/read-env';
import { ProjectRoot } from './platform/config/project-root';
import { migrate, MigrationError } from './platform/database/migrator';

/** What `usher <command>` can do beside starting: the same services as the doors. */
const COMMANDS: Record<string, { readonly does: string; readonly run: () => Promise<void> }> = {
  'setup-link': { does: 'make a new one-time set-up link, while there is no administrator', run: () => setupLink() },
  recover: { does: 'turn two-factor sign-in off for an address: usher recover ADDRESS', run: () => recover(process.argv[3]) },
  demo: { does: 'fill an empty directory with a made-up organisation', run: () => demo() },
  migrate: { does: 'bring the database up to date', run: () => migrateOnly() },
};

async function migrateOnly(): Promise<void> {
  const applied = await migrate(readConfig(console.warn), new ProjectRoot().path);
  console.log(applied.length === 0 ? 'The database is up to date.' : `Applied ${applied.join(', ')}.`);
}

async function setupLink(): Promise<void> {
  await inDirectory(readConfig(console.warn), async (app) => {
    const link = await app.get(FirstAdministrator).newLink();
    console.log(link ?? 'There is an administrator already: ask them for an invitation.');
  });
}

/** For whoever has lost phone and recovery codes where no other administrator can help. */
async function recover(address: string | undefined): Promise<void> {
  if (!address) throw new ConfigurationError(['Say whose two-factor sign-in to turn off: usher recover ada@example.org']);
  await inDirectory(readConfig(console.warn), async (app) => {
    const isDone = await app.get(TwoFactor, { strict: false }).recover(address);
    console.log(isDone ? `Two-factor sign-in of ${address} is off: the password alone signs in. They are told by mail.` : `Nobody with the address ${address} has two-factor sign-in on.`);
    if (!isDone) process.exitCode = 1;
  });
}

async function demo(): Promise<void> {
  const config = readConfig(console.warn);
  if (config.production) throw new ConfigurationError(['Made-up people have no place in production (NODE_ENV=production).']);
  await inDirectory(config, async (app) => {
    const result = await app.get(DemoService, { strict: false }).fill();
    console.log(demoReport(result).join('\n'));
    if (result.kind === 'refused') process.exitCode = 1;
  }, new TravellingClock());
}

/** Opens the directory for one command, and closes it whatever becomes of that: connections that stay open keep the process waiting. */
async function inDirectory(config: AppConfig, command: (app: NestFastifyApplication) => Promise<void>, clock?: Clock): Promise<void> {
  await migrate(config, new ProjectRoot().path);
  const app = await createApp(config, clock);
  try {
    await command(app);
  } finally {
    await app.close();
  }
}

function help(): void {
  const lines = Object.entries(COMMANDS).map(([name, command]) => `  usher ${name.padEnd(12)} ${command.does}`);
  console.log(['Usage:', '  usher start        start the service', ...lines].join('\n'));
}

const command = COMMANDS[process.argv[2] ?? ''];
if (!command) {
  const isUnknown = process.argv[2] !== undefined && process.argv[2] !== 'help';
  if (isUnknown) console.error(`Usher has no command "${process.argv[2]}".`);
  help();
  process.exitCode = isUnknown ? 1 : 0;
} else {
  command.run().catch((error: unknown) => {
    console.error(error instanceof ConfigurationError || error instanceof MigrationError ? error.message : error);
    process.exitCode = 1;
  });
}
