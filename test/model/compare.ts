import type { Accountability } from '../../src/platform/accountability/accountability';
import { answer, count, Refused } from './answer';
import { cutWorld, fieldsOf, type NullsAre } from './cut';
import { Generator, IMPLIED, makeData, makeReader, type Coverage } from './generate';
import { Random } from './random';
import { TABLES, type Data, type Question, type Rule } from './tables';

/** The product, as far as the model needs it; loaded from wherever a copy of it lies. */
export interface Product {
  readonly now: Date;
  readonly nulls: NullsAre;
  fill(data: Data): Promise<void>;
  permit(rules: readonly Rule[]): Promise<void>;
  read(reader: Partial<Accountability>, question: Question): Promise<unknown[]>;
  count(reader: Partial<Accountability>, question: Question): Promise<number>;
  /** The code of a refusal; null for what is none. */
  codeOf(thrown: unknown): string | null;
}

export interface Verdict {
  readonly pairs: number;
  /** Answers that are neither nothing nor everything. */
  readonly partial: number;
  readonly refused: number;
  readonly coverage: Coverage;
  readonly difference: Difference | null;
}

export interface Difference {
  readonly seed: number;
  readonly rules: readonly Rule[];
  readonly question: Question;
  readonly expected: unknown;
  readonly received: unknown;
}

const POLICIES_A_DIRECTORY = 40;
const QUESTIONS_A_POLICY = 50;

/** Asks the product and the model the same, until they differ or there were enough pairs. Each directory has a seed of its own. */
export async function compare(product: Product, firstSeed: number, pairs: number): Promise<Verdict> {
  const coverage: Coverage = new Map();
  const total = { pairs: 0, partial: 0, refused: 0 };
  for (let seed = firstSeed; total.pairs < pairs; seed += 1) {
    const random = new Random(seed);
    const data = makeData(random);
    await product.fill(data);
    const generator = new Generator(random, data, coverage);
    for (let policy = 0; policy < POLICIES_A_DIRECTORY && total.pairs < pairs; policy += 1) {
      const reader = makeReader(random, data, product.now);
      const stored = generator.rules();
      const app = random.chance(0.2);
      await product.permit(stored);
      const world = cutWorld(data, reader, app ? [...stored, ...IMPLIED] : stored, product.nulls);
      const caller: Partial<Accountability> = { ...reader, kind: reader.user === null ? 'public' : 'user', app };
      const granted = (table: string) => fieldsOf(table).filter((field) => world.granted[table]?.has(field));
      for (let index = 0; index < QUESTIONS_A_POLICY && total.pairs < pairs; index += 1) {
        const question = generator.question(granted);
        const expected = outcome(() => answer(world, question));
        const received = await outcomeOf(product, () => product.read(caller, question));
        // A cap on what an answer could hold is no answer.
        if (typeof received === 'string' && received.includes('nested items')) continue;
        const isList = !question.aggregate && !question.groupBy;
        const counts = isList ? [outcome(() => count(world, question)), await outcomeOf(product, () => product.count(caller, question))] : [];
        total.pairs += 1;
        if (expected === 'FORBIDDEN') total.refused += 1;
        const seen = isList && typeof counts[0] === 'number' ? counts[0] : world.tables[question.collection]!.size;
        if (expected !== 'FORBIDDEN' && seen > 0 && seen < data[question.collection]!.length) total.partial += 1;
        const countsDiffer = isList && expected !== 'FORBIDDEN' && counts[0] !== counts[1];
        if (canonical(expected) !== canonical(received) || countsDiffer) return { ...total, coverage, difference: { seed, rules: stored, question, expected: countsDiffer ? counts[0] : expected, received: countsDiffer ? counts[1] : received } };
      }
    }
  }
  return { ...total, coverage, difference: null };
}

/** Neither the order of keys is compared, which is the caller's, nor the last digit of an average: PostgreSQL rounds decimals, others binary fractions. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner === 'number') return Number(inner.toPrecision(12));
    return typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner;
  });
}

function outcome<T>(ask: () => T): T | 'FORBIDDEN' {
  try {
    return ask();
  } catch (thrown) {
    if (thrown instanceof Refused) return 'FORBIDDEN';
    throw thrown;
  }
}

async function outcomeOf(product: Product, ask: () => Promise<unknown>): Promise<unknown> {
  try {
    return known(await ask());
  } catch (thrown) {
    const code = product.codeOf(thrown);
    if (code === null) throw thrown;
    return code;
  }
}

const KNOWN = new Set([...Object.keys(TABLES).flatMap(fieldsOf), 'other']);

/** Without the fields that the model does not have. */
function known(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(known);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => KNOWN.has(key) || KNOWN.has(key.replace(/_(year|month|count)$/, '')) || /^(count|sum|avg|min|max)/.test(key)).map(([key, inner]) => [key, known(inner)]));
}
