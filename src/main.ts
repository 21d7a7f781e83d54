import { createApp } from './app';
import { ConfigurationError, readConfig } from './platform/config/read-env';
import { ProjectRoot } from './platform/config/project-root';
import { migrate, MigrationError } from './platform/database/migrator';

/** Read the configuration, bring the database up to date, listen. */
async function main(): Promise<void> {
  const config = readConfig((line) => console.warn(line));
  await migrate(config, new ProjectRoot().path);
  const app = await createApp(config);
  await app.listen(config.http.port, config.http.host);
  console.log(`Usher is ready: ${config.publicOrigin}/admin`);
}

main().catch((error: unknown) => {
  if (error instanceof ConfigurationError) console.error(['Usher cannot start with this configuration:', ...error.problems.map((problem) => `  - ${problem}`)].join('\n'));
  else if (error instanceof MigrationError) console.error(`Usher cannot start: ${error.message}`);
  else console.error(error);
  process.exit(1);
});
