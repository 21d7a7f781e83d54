import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { CollectionRegistry, type Collection } from '../../src/access/collections/registry';
import type { Filter } from '../../src/access/query/ast';
import { parseFilter, type FilterPurpose } from '../../src/access/query/parse/parse-filter';
import { COLLECTIONS } from '../../src/collections';
import { applicationErrorsIn } from '../../src/platform/errors/application-error';
import { ruleBuilderOffer, type RuleBuilderOffer } from '../../src/policies/rule-builder';
import { Random } from './random';
import { RandomRule } from './random-rule';

/** RULES_SEED repeats a run. */
const SEED = Number(process.env['RULES_SEED'] ?? randomInt(2 ** 31));
const RULES = 1000;

interface Item {
  kind: 'group' | 'condition' | 'related' | 'verbatim';
  items?: Item[];
  raw?: unknown;
}

/** The builder's own model, as the browser gets it. */
interface BuilderModel {
  readRule(text: string, offer: RuleBuilderOffer): Item;
  writeRule(rule: Item): string;
}

const registry = new CollectionRegistry(COLLECTIONS);
const { readRule, writeRule } = builderModel();
const WHERE = [...registry.names.map((name) => [name, 'query'] as const), ['directus_users', 'validation'], ['articles', 'query'], ['constructor', 'query']] as const;

describe.each(WHERE)(`random rules on %s, as %s, that are opened in the builder (seed ${SEED})`, (collection, purpose) => {
  const offer = ruleBuilderOffer(registry, collection, {});
  const known = registry.find(collection);
  const rules = acceptedRules(collection, purpose);

  it('are written as they were read', () => {
    for (const rule of rules) {
      const text = JSON.stringify(rule);
      expect(JSON.stringify(JSON.parse(writeRule(readRule(text, offer)) || '{}'))).toBe(text);
    }
  });

  it('mean the same when every part of them is spelled anew', () => {
    const spelled = rules.map((rule) => ({ rule, anew: anew(readRule(JSON.stringify(rule), offer)) }));
    const read = spelled.filter((one) => refusal(one.anew, purpose) === null);
    // A longer spelling of a rule that is near a cap may be beyond it; then it is refused when it is saved.
    for (const { anew } of spelled.filter((one) => !read.includes(one))) expect(refusal(anew, purpose)).toContain('at most');
    expect(read.length / spelled.length).toBeGreaterThan(0.9);
    for (const { rule, anew } of read) expect({ rule, means: meaning(anew, purpose, known) }).toEqual({ rule, means: meaning(rule, purpose, known) });
  });

  it('mean the same and one thing more when a condition is added', () => {
    const added = { kind: 'condition', path: { steps: ['id'], fn: null }, operator: '_eq', value: 'x' };
    for (const rule of rules) {
      const written = JSON.parse(writeRule({ kind: 'group', all: true, items: [readRule(JSON.stringify(rule), offer), added] } as Item)) as unknown;
      if (refusal(written, purpose) === null) expect({ rule, means: meaning(written, purpose, known) }).toEqual({ rule, means: meaning({ _and: [rule, { id: { _eq: 'x' } }] }, purpose, known) });
    }
  });

  it('are shown as rows, most of them, and in part as JSON, the others', () => {
    const parts = rules.map((rule) => partsOf(readRule(JSON.stringify(rule), offer)));
    const rows = parts.flat().filter(({ kind }) => kind === 'condition' || kind === 'related').length;
    const verbatim = parts.flat().filter(({ kind }) => kind === 'verbatim').length;
    console.info(`rules-as-rows: ${collection}, ${purpose}, seed ${SEED}, ${rules.length} rules, ${rows} rows, ${verbatim} parts that stay JSON`);
    expect(rows).toBeGreaterThan(4 * verbatim);
  });
});

function acceptedRules(collection: string, purpose: FilterPurpose): unknown[] {
  const random = new Random(SEED);
  const source = new RandomRule(random, registry);
  const rules: unknown[] = [];
  for (let tried = 0; rules.length < RULES / WHERE.length; tried += 1) {
    if (tried > 20 * RULES) throw new Error('Nearly no rule is accepted');
    const rule = JSON.parse(JSON.stringify(source.on(collection))) as unknown;
    if (refusal(rule, purpose) === null) rules.push(rule);
  }
  return rules;
}

/** Why the engine does not take a rule; null where it does. */
function refusal(rule: unknown, purpose: FilterPurpose): string | null {
  try {
    parseFilter(rule, 'rule', purpose);
    return null;
  } catch (error) {
    const [first] = applicationErrorsIn(error) ?? [];
    if (!first) throw error;
    return String(first.facts['reason']);
  }
}

/** What the builder writes for a rule of which it has forgotten how it was spelled. */
function anew(rule: Item): unknown {
  for (const part of partsOf(rule)) delete part.raw;
  return JSON.parse(writeRule(rule) || '{}');
}

function partsOf(item: Item): Item[] {
  return [item, ...(item.items ?? []).flatMap(partsOf)];
}

function meaning(rule: unknown, purpose: FilterPurpose, collection: Collection | null): Filter {
  return normal(parseFilter(rule, 'rule', purpose) ?? { kind: 'all', filters: [] }, collection);
}

/**
 * One form for all spellings: groups in groups are one group, in an order of their own; what is asked of the one item that a
 * relation leads to is asked part by part; a list that is gone through without a word means some of it.
 */
function normal(filter: Filter, collection: Collection | null): Filter {
  if (filter.kind === 'compare') return filter;
  if (filter.kind !== 'related') return grouped(filter.kind, filter.filters.map((inner) => normal(inner, collection)));
  const field = collection?.fields.get(filter.field);
  const target = field?.kind === 'list' ? field.of : field?.refersTo;
  const inner = normal(filter.filter, target === undefined ? null : registry.get(target));
  if (field?.kind === 'column' && target !== undefined && filter.quantifier === 'one') return apart(inner, (part) => ({ ...filter, filter: part }));
  return { ...filter, quantifier: field?.kind === 'list' && filter.quantifier === 'one' ? 'some' : filter.quantifier, filter: inner };
}

function apart(filter: Filter, related: (part: Filter) => Filter): Filter {
  const isGroup = (filter.kind === 'all' || filter.kind === 'any') && filter.filters.length > 0;
  return isGroup ? grouped(filter.kind, filter.filters.map((part) => apart(part, related))) : related(filter);
}

function grouped(kind: 'all' | 'any', filters: readonly Filter[]): Filter {
  const flat = filters.flatMap((inner) => (inner.kind === kind && inner.filters.length > 0 ? inner.filters : [inner]));
  const sorted = flat.map((inner) => [JSON.stringify(inner), inner] as const).sort(([a], [b]) => (a < b ? -1 : 1)).map(([, inner]) => inner);
  return sorted.length === 1 ? sorted[0]! : { kind, filters: sorted };
}

function builderModel(): BuilderModel {
  const { outputFiles } = buildSync({ entryPoints: [join(__dirname, '../../public/js/rule-model.js')], bundle: true, write: false, format: 'cjs' });
  const module = { exports: {} as BuilderModel };
  new Function('module', outputFiles[0]!.text)(module);
  return module.exports;
}
