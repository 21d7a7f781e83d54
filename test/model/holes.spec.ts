import { join } from 'node:path';
import * as errors from '../../src/platform/errors/application-error';
import type * as Access from '../support/access';
import { compare, type Difference } from './compare';
import { fill, HOLES, plant, type Hole } from './holes';
import { productOf } from './product';

/** All of them with `npm run test:model`; two with the other tests, so that the machinery does not rust. */
const PLANTED = process.env['MODEL_PAIRS'] ? HOLES : HOLES.slice(2, 4);
const PAIRS_AT_MOST = 20_000;

describe('the model finds', () => {
  it('nothing in a copy without a hole', async () => {
    expect(await differenceIn({ name: 'none', file: 'query/scope.ts', from: "'*'", to: "'*'" }, 500)).toBeNull();
  }, 600_000);

  it.each(PLANTED.map((hole) => [hole.name, hole] as const))('%s', async (_, hole) => {
    expect(await differenceIn(hole, PAIRS_AT_MOST)).not.toBeNull();
  }, 600_000);
});

async function differenceIn(hole: Hole, pairsAtMost: number): Promise<Difference | null> {
  const root = plant(hole);
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- its path is only known now
  const access = require(join(root, 'test', 'support', 'access.ts')) as typeof Access;
  const rooms = await access.openAccess('sqlite');
  try {
    const { difference, pairs } = await compare(productOf(rooms, access, errors), 1, pairsAtMost);
    if (difference) console.info(`"${hole.name}" was found after ${pairs} pairs`);
    return difference;
  } finally {
    await rooms.close();
    fill(root);
  }
}
