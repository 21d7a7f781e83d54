import { fieldAt, pathText, readPath } from './rule-fields.js';

/**
 * A rule as the builder has it, a tree of
 *   group      { all, items }                    all or any of the items have to hold
 *   condition  { path, operator, value }
 *   related    { path, quantifier, all, items }  `_some` or `_none` of a list satisfies the items; `one`: what a relation leads to
 *   verbatim   { json, why }                     what has no rows: it stays JSON, in its place
 * What was read is written with the very words it was read from, unless it was changed since. Throws for what is no JSON object.
 */
export function readRule(text, offer) {
  if (text.trim() === '') return group(true, []);
  const rule = JSON.parse(text);
  if (!isObject(rule)) throw new SyntaxError('A rule is an object');
  return keep(asGroup(readItems(rule, offer.collection, offer)), rule);
}

export function writeRule(root) {
  if (isKept(root)) return textOf(root.raw);
  if (root.items.length === 0) return '';
  return textOf(root.items.length === 1 && root.all ? written(root.items[0]) : written(root));
}

/** The conditions of one object, which all have to hold, on the items of a collection. */
export function readItems(conditions, collection, offer) {
  return new Reader(offer).items(conditions, { steps: [], collection, wrap: (inner) => inner });
}

export function group(all, items) {
  return { kind: 'group', all, items };
}

/** An emptied group is no group: "any of nothing" would let nothing through, and nobody would see why. A list may be asked for any item at all. */
export function prune(parent) {
  for (const item of parent.items) if (item.items) prune(item);
  parent.items = parent.items.filter((item) => !item.items || item.items.length > 0 || (item.kind === 'related' && item.quantifier !== 'one'));
}

/** A place is `{ steps, collection, wrap }`: the relations gone so far, what they lead to (null: not known), and how the rule spells them. */
class Reader {
  constructor(offer) {
    this.offer = offer;
  }

  items(conditions, place) {
    return Object.entries(conditions).flatMap(([key, value]) => {
      if (key === '_and' || key === '_or') return [this.groupOf(key, value, place, (inner) => this.items(inner, place))];
      if (key.startsWith('_')) return [verbatim(place.wrap({ [key]: value }), `“${key}” is no operator`)];
      const path = readPath(key, this.offer);
      return path ? this.conditions(path, value, { ...place, wrap: (inner) => place.wrap({ [key]: inner }) }) : [verbatim(place.wrap({ [key]: value }), `“${key}” is no field`)];
    });
  }

  groupOf(key, filters, { wrap }, read) {
    const raw = wrap({ [key]: filters });
    // An empty box would not say that "any of nothing" never holds and "all of nothing" always does.
    if (!Array.isArray(filters) || filters.length === 0 || !filters.every((filter) => isObject(filter) && Object.keys(filter).length > 0)) return verbatim(raw, `“${key}” has nothing in it`);
    const items = filters.map((filter) => {
      const inner = read(filter);
      return inner.length === 1 ? inner[0] : keep(group(true, inner), wrap(filter));
    });
    return keep(group(key === '_and', items), raw);
  }

  /** What is asked of a path. `place.wrap` spells it already. */
  conditions(path, value, place) {
    const index = path.steps.slice(0, -1).findIndex((_, until) => !isOne(this.field(place, path.steps.slice(0, until + 1))));
    if (index < 0) return this.asked(path, value, place);
    const field = this.field(place, path.steps.slice(0, index + 1));
    const items = field?.many ? [] : this.asked(path, value, place);
    return items.length === 1 && items[0].kind !== 'group' ? items : [this.within(path, index, value, place, field)];
  }

  asked(path, value, place) {
    const here = { steps: [...place.steps, ...path.steps], fn: path.fn };
    if (!isObject(value)) return [Array.isArray(value) || (value === null && path.fn === null) ? verbatim(place.wrap(value), 'it has no operator') : this.condition(here, '_eq', value, place.wrap(value))];
    const entries = Object.entries(value);
    if (entries.length === 0) return [verbatim(place.wrap(value), 'it asks nothing')];
    const deeper = [];
    const items = entries.flatMap(([key, inner]) => {
      const raw = place.wrap({ [key]: inner });
      if (Object.hasOwn(this.offer.takes, key) && this.offer.takes[key] !== 'items') return [this.condition(here, key, inner, raw)];
      if (path.fn !== null) return [verbatim(raw, `“${key}” is no operator`)];
      if (key === '_some' || key === '_none') return [isObject(inner) ? keep(this.related(here, key, inner, this.field(place, path.steps)?.to), raw) : verbatim(raw, `“${key}” needs conditions`)];
      if ((key === '_and' || key === '_or') && areComparisons(inner, this.offer)) return [this.groupOf(key, inner, place, (one) => this.conditions(path, one, place))];
      deeper.push([key, inner]);
      return [];
    });
    return deeper.length === 0 ? items : [...items, ...this.deeper(here, Object.fromEntries(deeper), place, this.field(place, path.steps))];
  }

  /** Conditions on what a relation leads to. Those on one item can stand apart; those on items of a list have to hold for the same one. */
  deeper(here, conditions, place, field) {
    const apart = () => this.items(conditions, { ...place, steps: here.steps, collection: field?.to ?? null });
    if (isOne(field)) return apart();
    const items = field?.many ? [] : apart();
    if (items.length === 1 && items[0].kind !== 'group') return items;
    return [keep(this.related(here, field?.many ? '_some' : 'one', conditions, field?.to), place.wrap(conditions))];
  }

  /** A path that leads through a list, as in `users.status`, or through what is not known. */
  within({ steps, fn }, index, value, place, field) {
    const rest = { steps: steps.slice(index + 1), fn };
    const inner = this.conditions(rest, value, { steps: [], collection: field?.to ?? null, wrap: (below) => ({ [pathText(rest)]: below }) });
    return keep({ kind: 'related', path: { steps: [...place.steps, ...steps.slice(0, index + 1)], fn: null }, quantifier: field?.many ? '_some' : 'one', ...only(asGroup(inner)) }, place.wrap(value));
  }

  related(path, quantifier, conditions, collection = null) {
    return { kind: 'related', path, quantifier, ...only(asGroup(readItems(conditions, collection, this.offer))) };
  }

  condition(path, operator, value, raw) {
    const shown = shownValue(this.offer.takes[operator], operator, value);
    return shown ? keep({ kind: 'condition', path, ...shown }, raw) : verbatim(raw, `“${operator}” is given what no row can show`);
  }

  field(place, steps) {
    return fieldAt(this.offer, place.collection, steps);
  }
}

/** Whether a field is a relation to one item, as far as is known. */
function isOne(field) {
  return field?.to !== undefined && !field.many;
}

const OPPOSITE = { _null: '_nnull', _nnull: '_null', _empty: '_nempty', _nempty: '_empty' };
const YES = [true, 'true', '1', 1, ''];
const NO = [false, 'false', '0', 0];

/** The operator and the value as a row has them; null where a row cannot. */
function shownValue(takes, operator, value) {
  if (takes === 'flag') {
    if (YES.includes(value)) return { operator, value: true };
    return NO.includes(value) ? { operator: OPPOSITE[operator] ?? operator, value: true } : null;
  }
  if (takes === 'one') {
    const isNothing = value === null || value === 'null' || value === 'NULL';
    if (isNothing && (operator === '_eq' || operator === '_neq')) return { operator: operator === '_eq' ? '_null' : '_nnull', value: true };
    return isScalar(value) && !isNothing ? { operator, value } : null;
  }
  if (typeof value === 'string' && value.startsWith('$') && !value.includes(',') && takes === 'list') return { operator, value };
  const entries = typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [value];
  const isShown = takes === 'pair' ? entries.length === 2 && entries.every(isScalar) : entries.length > 0 && entries.every(isLine);
  return isShown ? { operator, value: entries } : null;
}

/** Values of a list are lines of a text. */
function isLine(value) {
  return isScalar(value) && String(value) !== '' && String(value).trim() === String(value) && !/[\r\n]/.test(value);
}

/** `{ status: { _or: [{ _eq: 'draft' }, { _eq: 'active' }] } }`: choices among comparisons of the one field. */
function areComparisons(value, { takes }) {
  const isComparison = ([key, inner]) => (Object.hasOwn(takes, key) && takes[key] !== 'items') || ((key === '_and' || key === '_or') && areComparisons(inner, { takes }));
  return Array.isArray(value) && value.length > 0 && value.every((one) => isObject(one) && Object.keys(one).length > 0 && Object.entries(one).every(isComparison));
}

function written(item) {
  if (isKept(item)) return item.raw;
  switch (item.kind) {
    case 'verbatim':
      return item.json;
    case 'condition':
      return nested(item.path, { [item.operator]: item.value });
    case 'related':
      return nested(item.path, item.quantifier === 'one' ? body(item) : { [item.quantifier]: body(item) });
    default:
      return { [item.all ? '_and' : '_or']: item.items.map(written) };
  }
}

function body({ all, items }) {
  if (items.length === 0) return {};
  return items.length === 1 ? written(items[0]) : { [all ? '_and' : '_or']: items.map(written) };
}

/** A function is written in one piece, as in `role.count(users)`. */
function nested(path, inner) {
  const steps = path.fn === null ? path.steps : [pathText(path)];
  return steps.reduceRight((below, step) => ({ [step]: below }), inner);
}

function asGroup(items) {
  return items.length === 1 && items[0].kind === 'group' ? items[0] : group(true, items);
}

function only({ all, items }) {
  return { all, items };
}

function verbatim(json, why) {
  return keep({ kind: 'verbatim', json, why }, json);
}

function keep(item, raw) {
  return Object.assign(item, { raw, seen: stateOf(item) });
}

function isKept(item) {
  return item.raw !== undefined && item.seen === stateOf(item);
}

function stateOf(item) {
  return JSON.stringify(item, (key, value) => (key === 'raw' || key === 'seen' ? undefined : value));
}

function textOf(rule) {
  return JSON.stringify(rule, null, 2);
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isScalar(value) {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
