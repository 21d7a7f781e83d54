import { randomInt } from 'node:crypto';
import { Grants } from '../../src/access/permissions/grant';
import { startApp, type TestApp } from '../support/app';
import { HOLES } from './holes';
import { walk, type Walked } from './walk';

/** `npm run test:walk` takes 50,000 steps; WALK_SEED repeats a walk. */
const STEPS = Number(process.env['WALK_STEPS'] ?? 200);
const SEED = Number(process.env['WALK_SEED'] ?? (process.env['WALK_STEPS'] ? randomInt(2 ** 31) : 20));
/** All of them with `npm run test:walk`; one with the other tests, so that the machinery does not rust. */
const PLANTED = process.env['WALK_STEPS'] ? HOLES : HOLES.slice(0, 1);
const STEPS_TO_FIND = 5000;

describe('random writes by people who are no administrators', () => {
  let app: TestApp;
  let walked: Walked;

  beforeAll(async () => {
    app = await startApp();
    walked = await walk(app, SEED, STEPS);
    print(walked);
  }, 60 * 60_000);
  afterAll(() => app.close());

  it(`gain nobody a right (seed ${SEED}, ${STEPS} steps)`, () => {
    expect(walked.gain).toBeNull();
  });

  it('are accepted often enough to mean something', () => {
    expect(walked.accepted / walked.steps).toBeGreaterThan(0.2);
  });

  it.each(PLANTED.map((hole) => [hole.name, hole] as const))('gain something as soon as %s', async (_, hole) => {
    const fill = hole.plant(app.get(Grants));
    try {
      const { gain, steps } = await walk(app, 1, STEPS_TO_FIND);
      expect(gain).not.toBeNull();
      console.info(`"${hole.name}" was found after ${steps} steps: ${gain!.who} got ${gain!.what} by ${gain!.step.kind}`);
    } finally {
      fill();
    }
  }, 60 * 60_000);
});

function print({ steps, accepted, touching, answers, gain }: Walked): void {
  const list = [...answers].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, times]) => `${name}: ${times}`);
  console.info(`walk: seed ${SEED}, ${steps} steps, ${((100 * accepted) / steps).toFixed(1)} % accepted, ${touching} touched rights${gain ? ', A GAIN' : ', no gain'}\n${list.join(', ')}${gain ? `\n${JSON.stringify(gain, null, 1)}` : ''}`);
}
