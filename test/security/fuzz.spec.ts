import { randomInt } from 'node:crypto';
import { startApp, type TestApp } from '../support/app';
import { PROVIDERS } from '../support/database';
import { routesOf } from '../support/routes';
import { fuzz, type Fuzzed } from './fuzz';

/** `npm test` sends 20,000 and `npm run test:fuzz` 1,000,000; FUZZ_REQUESTS is another number, FUZZ_SEED repeats a run. */
const REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 20_000);
const SEED = Number(process.env['FUZZ_SEED'] ?? (process.env['FUZZ_REQUESTS'] ? randomInt(2 ** 31) : 2));
const PROVIDER = PROVIDERS.find((provider) => provider === process.env['FUZZ_PROVIDER']) ?? 'sqlite';

describe('random and hostile requests on every route', () => {
  let app: TestApp;
  let fuzzed: Fuzzed;

  beforeAll(async () => {
    // jest asks each error for the last hundred calls; the program makes do with ten, and most of these requests are refused.
    Error.stackTraceLimit = 10;
    app = await startApp({ provider: PROVIDER });
    fuzzed = await fuzz(app, SEED, REQUESTS);
    print(fuzzed);
  }, 12 * 3_600_000);
  afterAll(() => app.close());

  it(`cause no 5xx, no second of server time, and no word too much (seed ${SEED}, ${REQUESTS} requests)`, () => {
    expect(fuzzed.faults).toEqual([]);
  });

  it('reach every route, and get past the parser often enough to mean something', () => {
    const reached = new Set([...fuzzed.answers.keys()].map((label) => label.replace(/ \d+$/, '')));
    expect(routesOf(app).filter(({ method, path }) => !reached.has(`${method} ${path}`))).toEqual([]);
    expect(fuzzed.pastTheParser / fuzzed.requests).toBeGreaterThan(0.25);
  });
});

function print({ requests, pastTheParser, answers, slowest, faults }: Fuzzed): void {
  const list = [...answers].sort(([a], [b]) => (a < b ? -1 : 1)).map(([label, times]) => `${label}: ${times}`);
  console.info(`fuzz: seed ${SEED}, ${requests} requests, ${((100 * pastTheParser) / requests).toFixed(1)} % past the parser, slowest ${slowest.milliseconds.toFixed(0)} ms of server time, ${faults.length} faults\n${process.env['FUZZ_REQUESTS'] ? list.join('\n') : byStatus(answers)}`);
}

function byStatus(answers: Fuzzed['answers']): string {
  const sums = new Map<string, number>();
  for (const [label, times] of answers) sums.set(label.slice(-3), (sums.get(label.slice(-3)) ?? 0) + times);
  return [...sums].sort().map(([status, times]) => `${status}: ${times}`).join(', ');
}
