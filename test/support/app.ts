import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from '../../src/app';
import { SystemClock, type Clock } from '../../src/platform/clock/clock';
import type { AppConfig } from '../../src/platform/config/app-config';
import { PrismaService } from '../../src/platform/database/prisma.service';
import { configFor, DEFAULT_PROVIDER, freshDatabase, type Provider, type TestDatabase } from './database';
import { freePort } from './free-port.mjs';

export const ADA = { email: 'ada@example.org', password: 'analytical engines dream of numbers' };

export interface StartOptions {
  readonly provider?: Provider;
  /** A mailbox that takes the mails; without it no SMTP is configured. */
  readonly mailbox?: { readonly port: number };
  readonly env?: Record<string, string>;
  readonly clock?: Clock;
  /** False leaves the directory without its first administrator. */
  readonly withAda?: boolean;
  /** Another node of the same directory: it shares the database and the secret of this one, which drops them. */
  readonly beside?: TestApp;
}

export interface TestApp {
  readonly url: string;
  readonly config: AppConfig;
  readonly nest: NestFastifyApplication;
  readonly database: TestDatabase;
  /** For asserting rows; arrange through services or doors. */
  readonly prisma: PrismaService['client'];
  get<T>(type: Type<T> | (abstract new (...args: never[]) => T)): T;
  close(): Promise<void>;
}

/** The whole application, listening on a free port of loopback, with a database of its own and Ada as its administrator. */
export async function startApp({ provider = DEFAULT_PROVIDER, mailbox, env = {}, clock = new SystemClock(), withAda = true, beside }: StartOptions = {}): Promise<TestApp> {
  const database = beside?.database ?? (await freshDatabase(provider));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const config = configFor({
    DATABASE_URL: database.url,
    DATA_FOLDER: database.folder,
    PORT: String(port),
    PUBLIC_URL: url,
    ...(withAda ? { ADMIN_EMAIL: ADA.email, ADMIN_PASSWORD: ADA.password } : {}),
    ...(mailbox ? { EMAIL_SMTP_HOST: '127.0.0.1', EMAIL_SMTP_PORT: String(mailbox.port), MAIL_RETRY_FIRST: '200ms' } : {}),
    ...env,
  });
  const nest = await createApp(config, clock);
  await nest.listen(port, '127.0.0.1');
  return {
    url,
    config,
    nest,
    database,
    prisma: nest.get(PrismaService).client,
    get: (type) => nest.get(type as never, { strict: false }),
    async close() {
      await nest.close();
      if (!beside) await database.drop();
    },
  };
}
