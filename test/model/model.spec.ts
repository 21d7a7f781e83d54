import { randomInt } from 'node:crypto';
import * as errors from '../../src/platform/errors/application-error';
import * as access from '../support/access';
import { PROVIDERS } from '../support/database';
import { compare, type Verdict } from './compare';
import { productOf } from './product';

/** `npm run test:model` asks for 100,000 pairs on each database; MODEL_PROVIDER asks one of them, MODEL_SEED repeats a run. */
const SEED = Number(process.env['MODEL_SEED'] ?? randomInt(2 ** 31));
const ASKED = PROVIDERS.filter((provider) => provider === (process.env['MODEL_PROVIDER'] ?? provider));
const A_FEW = { sqlite: 2000, postgresql: 500 };
/** A smaller sample says nothing of what is rare. */
const SAMPLE_AT_LEAST = 2000;

describe.each(ASKED)('the product on %s and a naive model', (provider) => {
  const pairs = Number(process.env['MODEL_PAIRS'] ?? A_FEW[provider]);
  let rooms: access.AccessRooms;
  let verdict: Verdict;

  beforeAll(async () => {
    rooms = await access.openAccess(provider);
    verdict = await compare(productOf(rooms, access, errors), SEED, pairs);
    print(provider, verdict);
  }, 4 * 3_600_000);
  afterAll(() => rooms.close());

  it(`answer ${pairs} questions alike (seed ${SEED})`, () => {
    expect(verdict.difference).toBeNull();
  });

  if (pairs < SAMPLE_AT_LEAST) return;

  it('were asked questions worth asking', () => {
    expect(verdict.partial / verdict.pairs).toBeGreaterThan(0.3);
    // One in a hundred; a short run is a small sample.
    const enough = pairs >= 20_000 ? pairs / 100 : pairs / 300;
    const rare = [...verdict.coverage].filter(([name, times]) => /^(use |op _)/.test(name) && times < enough);
    expect(rare).toEqual([]);
  });
});

function print(provider: string, { pairs, partial, refused, coverage, difference }: Verdict): void {
  const uses = [...coverage].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, times]) => `${name}: ${times}`);
  console.info(`model: ${provider}, seed ${SEED}, ${pairs} pairs, ${((100 * partial) / pairs).toFixed(1)} % neither nothing nor everything, ${refused} refused${difference ? ', A DIFFERENCE' : ', no difference'}\n${uses.join(', ')}`);
}
