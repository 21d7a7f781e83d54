import { randomInt } from 'node:crypto';
import * as errors from '../../src/platform/errors/application-error';
import * as access from '../support/access';
import { compare, type Verdict } from './compare';
import { productOf } from './product';

/** `npm run test:model` asks for 100,000 pairs; MODEL_SEED repeats a run. */
const PAIRS = Number(process.env['MODEL_PAIRS'] ?? 2000);
const SEED = Number(process.env['MODEL_SEED'] ?? randomInt(2 ** 31));

describe('the product and a naive model', () => {
  let rooms: access.AccessRooms;
  let verdict: Verdict;

  beforeAll(async () => {
    rooms = await access.openAccess('sqlite');
    verdict = await compare(productOf(rooms, access, errors), SEED, PAIRS);
    print(verdict);
  }, 30 * 60_000);
  afterAll(() => rooms.close());

  it(`answer ${PAIRS} questions alike (seed ${SEED})`, () => {
    expect(verdict.difference).toBeNull();
  });

  it('were asked questions worth asking', () => {
    expect(verdict.partial / verdict.pairs).toBeGreaterThan(0.3);
    // One in a hundred; a short run is a small sample.
    const enough = PAIRS >= 20_000 ? PAIRS / 100 : PAIRS / 300;
    const rare = [...verdict.coverage].filter(([name, times]) => /^(use |op _)/.test(name) && times < enough);
    expect(rare).toEqual([]);
  });
});

function print({ pairs, partial, refused, coverage, difference }: Verdict): void {
  const uses = [...coverage].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, times]) => `${name}: ${times}`);
  console.info(`model: seed ${SEED}, ${pairs} pairs, ${((100 * partial) / pairs).toFixed(1)} % neither nothing nor everything, ${refused} refused${difference ? ', A DIFFERENCE' : ', no difference'}\n${uses.join(', ')}`);
}
