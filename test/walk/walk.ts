import Database from 'better-sqlite3';
import { Random } from '../model/random';
import type { TestApp } from '../support/app';
import { ACTORS, fillDirectory, sessionOf, tokenOf } from './directory';
import { gained, Holdings, type Held } from './held';
import { readSnapshot, type Snapshot } from './snapshot';
import { Steps, type Step } from './steps';

export interface Walked {
  readonly steps: number;
  /** Answered as a success, and something was written. */
  readonly accepted: number;
  /** Those of them after which somebody could hold something else than before. */
  readonly touching: number;
  /** By kind of step and status. */
  readonly answers: ReadonlyMap<string, number>;
  readonly gain: Gain | null;
}

/** Somebody got what neither they nor the writer had. */
export interface Gain {
  readonly seed: number;
  readonly actor: string;
  readonly step: Step;
  readonly who: string;
  readonly what: string;
  /** All that was accepted in this directory before. */
  readonly before: readonly { readonly actor: string; readonly step: Step }[];
}

const STEPS_A_DIRECTORY = 80;

/** Lets people who are no administrators write at random, until somebody gains a right or there were enough steps. Each directory has a seed of its own. */
export async function walk(app: TestApp, firstSeed: number, steps: number): Promise<Walked> {
  const database = new Database(new URL(app.database.url).pathname, { readonly: true });
  const answers = new Map<string, number>();
  const total = { steps: 0, accepted: 0, touching: 0 };
  try {
    for (let seed = firstSeed; total.steps < steps; seed += 1) {
      const random = new Random(seed);
      await fillDirectory(app, random);
      const door = new Doors(app);
      let here = new Place(readSnapshot(database));
      const accepted: { actor: string; step: Step }[] = [];
      let actors: string[] = [...ACTORS];
      for (let index = 0; index < STEPS_A_DIRECTORY && actors.length > 0 && total.steps < steps; index += 1) {
        const actor = random.pick(actors);
        const step = new Steps(random, actor, here.snapshot).next();
        const before = version(database);
        const status = await door.knock(actor, step);
        if (status === 401) {
          // Deleted, suspended or without their token, by somebody's step before.
          actors = actors.filter((one) => one !== actor);
          continue;
        }
        total.steps += 1;
        const isAccepted = (status < 300 || status === 303) && version(database) !== before;
        if (status >= 500) throw new Error(`${status} for ${JSON.stringify(step)} (seed ${seed})`);
        answers.set(`${step.kind} ${status}`, (answers.get(`${step.kind} ${status}`) ?? 0) + 1);
        const next = readSnapshot(database);
        if (isAccepted) total.accepted += 1;
        if (next.text === here.snapshot.text) continue;
        total.touching += 1;
        const there = new Place(next);
        const gain = gainBy(actor, here, there);
        if (gain) return { ...total, answers, gain: { seed, actor, step, ...gain, before: accepted } };
        accepted.push({ actor, step });
        here = there;
      }
    }
    return { ...total, answers, gain: null };
  } finally {
    database.close();
  }
}

/** One state of the directory, and what people hold there. */
class Place {
  readonly holdings: Holdings;

  constructor(readonly snapshot: Snapshot) {
    this.holdings = new Holdings(snapshot);
  }

  user(id: string) {
    return this.snapshot.users.find((row) => row.id === id);
  }
}

/** Whatever the writer held is theirs to give, and so is what everybody has who does not sign in. */
function gainBy(actor: string, before: Place, after: Place): { who: string; what: string } | null {
  const givable: readonly Held[] = [before.holdings.person(actor), before.holdings.visitor()];
  for (const { id, credentials, status, role } of after.snapshot.users) {
    const what = gained(after.holdings.person(id), [before.holdings.person(id), ...givable]);
    if (what) return { who: id, what };
    const was = before.user(id);
    if (!was || id === actor) continue;
    // Whoever can sign in as somebody, or let them in again, has what that person has; and whoever is above is left alone.
    const isTaken = credentials !== was.credentials || status !== was.status || role !== was.role;
    const taken = isTaken ? gained(before.holdings.person(id), givable) ?? gained(after.holdings.person(id), givable) : null;
    if (taken) return { who: `${actor} through ${id}`, what: taken };
  }
  for (const { id } of before.snapshot.users) {
    if (after.user(id) || id === actor) continue;
    const above = gained(before.holdings.person(id), givable);
    if (above) return { who: `${actor} over ${id}, who is gone`, what: above };
  }
  const visitor = gained(after.holdings.visitor(), givable);
  if (visitor) return { who: 'visitors', what: visitor };
  const newcomer = gained(after.holdings.newcomer(), [before.holdings.newcomer(), ...givable]);
  return newcomer ? { who: 'whoever registers', what: newcomer } : null;
}

function version(database: Database.Database): number {
  return database.pragma('data_version', { simple: true }) as number;
}

/** Both doors: REST by a static token, the pages by a session. */
class Doors {
  readonly #forms = new Map<string, string>();
  #pressed = 0;

  constructor(private readonly app: TestApp) {}

  async knock(actor: string, { method, url, body, form }: Step): Promise<number> {
    if (!form) return (await this.app.nest.inject({ method, url, headers: { authorization: `Bearer ${tokenOf(actor)}` }, ...(body === undefined ? {} : { payload: body as object }) })).statusCode;
    const csrf = this.#forms.get(actor) ?? (await this.#formToken(actor));
    if (csrf === null) return 401;
    this.#forms.set(actor, csrf);
    const fields = [['_csrf', csrf], ['_form', `form-${(this.#pressed += 1)}`], ...form];
    const payload = fields.map((pair) => pair.map((text) => encodeURIComponent(text!)).join('=')).join('&');
    return (await this.app.nest.inject({ method, url, headers: { ...this.#cookie(actor), origin: this.app.url, 'content-type': 'application/x-www-form-urlencoded' }, payload })).statusCode;
  }

  async #formToken(actor: string): Promise<string | null> {
    const { body } = await this.app.nest.inject({ method: 'GET', url: '/admin/account', headers: this.#cookie(actor) });
    return /name="_csrf" value="([^"]+)"/.exec(body)?.[1] ?? null;
  }

  #cookie(actor: string): { cookie: string } {
    return { cookie: `${this.app.config.sessions.cookieName}=${sessionOf(actor)}` };
  }
}
