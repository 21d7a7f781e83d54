import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'dotenv';
import { AppConfig } from './app-config';
import { parseEnv } from './env';

/** The configuration could not be read; `problems` are whole sentences for the operator. */
export class ConfigurationError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'ConfigurationError';
  }
}

/** Reads `.env` and the environment (which wins) into a configuration. Throws `ConfigurationError` with all problems. */
export function readConfig(warn: (line: string) => void): AppConfig {
  const file = existsSync('.env') ? parse(readFileSync('.env')) : {};
  const { env, problems, warnings } = parseEnv({ ...file, ...process.env }, Object.keys(file));
  for (const warning of warnings) warn(warning);
  if (problems.length > 0) throw new ConfigurationError(problems);
  return new AppConfig(env);
}
