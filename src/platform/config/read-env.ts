import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'dotenv';
import { AppConfig } from './app-config';
import { parseEnv, VARIABLES } from './env';

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
  try {
    return new AppConfig(env);
  } catch (error) {
    // The one thing that a configuration asks of the machine is a place for the secret that it makes.
    throw new ConfigurationError([`DATA_FOLDER is ${JSON.stringify(env.DATA_FOLDER)}, and Usher can neither find nor keep its secret there (${(error as NodeJS.ErrnoException).code}). Expected: ${VARIABLES.DATA_FOLDER.expected}. Example: DATA_FOLDER=${VARIABLES.DATA_FOLDER.example}`]);
  }
}
