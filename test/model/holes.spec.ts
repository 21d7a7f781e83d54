import { join } from 'node:path';
import * as errors from '../../src/platform/errors/application-error';
import type * as Access from '../support/access';
import { compare } from './compare';
import { fill, HOLES, plant } from './holes';
import { productOf } from './product';

/** All of them with `npm run test:model`; two with the other tests, so that the machinery does not rust. */
const PLANTED = process.env['MODEL_PAIRS'] ? HOLES : HOLES.slice(2, 4);
const PAIRS_AT_MOST = 20_000;

describe('the model finds', () => {
  it.each(PLANTED.map((hole) => [hole.name, hole] as const))('%s', async (_, hole) => {
    const root = plant(hole);
    const access = require(join(root, 'test', 'support', 'access.ts')) as typeof Access;
    const rooms = await access.openAccess('sqlite');
    try {
      const { difference, pairs } = await compare(productOf(rooms, access, errors), 1, PAIRS_AT_MOST);
      console.info(`"${hole.name}" was found after ${pairs} pairs`);
      expect(difference).not.toBeNull();
    } finally {
      await rooms.close();
      fill(root);
    }
  }, 600_000);
});
