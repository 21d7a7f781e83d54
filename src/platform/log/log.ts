import pino, { type Logger } from 'pino';

/** Facts beside a line. Keys that could hold a secret are masked whatever they hold. */
export type LogFacts = Record<string, unknown>;

const SECRETS = ['password', 'token', 'otp', 'secret', 'authorization', 'cookie', 'hash'];

/** The process's log: JSON lines on standard output. */
export class Log {
  readonly #logger: Logger;

  constructor(level: string) {
    this.#logger = pino({ level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime, redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`]), censor: '…' } });
  }

  debug(facts: LogFacts, line: string): void {
    this.#logger.debug(facts, line);
  }

  info(facts: LogFacts, line: string): void {
    this.#logger.info(facts, line);
  }

  warn(facts: LogFacts, line: string): void {
    this.#logger.warn(facts, line);
  }

  error(facts: LogFacts, line: string): void {
    this.#logger.error(facts, line);
  }
}
