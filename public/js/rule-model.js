/**
 * A rule as the builder has it: groups ({ all, items }) and conditions ({ path, operator, value }). What it cannot show makes
 * `readRule` throw with the reason, so that it stays JSON.
 */
export function readRule(text, { takes }) {
  if (text.trim() === '') return { all: true, items: [] };
  const rule = JSON.parse(text);
  if (!isObject(rule)) throw new Unshowable('it is no object');
  const items = itemsOf(rule, [], takes);
  const [only] = items;
  return items.length === 1 && only.items ? only : { all: true, items };
}

export function writeRule(group) {
  const rule = group.items.length === 1 && group.all ? written(group.items[0]) : group.items.length === 0 ? null : written(group);
  return rule === null ? '' : JSON.stringify(rule, null, 2);
}

/** Whether the builder can show a rule, though it is JSON. */
export class Unshowable extends Error {}

function itemsOf(conditions, path, takes) {
  return Object.entries(conditions).flatMap(([key, value]) => {
    if (key === '_and' || key === '_or') return [groupOf(key, value, path, takes)];
    if (key.startsWith('_')) throw new Unshowable(`“${key}” has no place in it`);
    return conditionsOn([...path, key], value, takes);
  });
}

function groupOf(key, filters, path, takes) {
  if (!Array.isArray(filters) || !filters.every(isObject)) throw new Unshowable(`“${key}” needs a list of rules`);
  // "Any of nothing" never holds and "all of nothing" always does: an empty box would not say so.
  if (filters.length === 0) throw new Unshowable(`“${key}” is empty`);
  const items = filters.map((filter) => {
    const inner = itemsOf(filter, path, takes);
    return inner.length === 1 ? inner[0] : { all: true, items: inner };
  });
  if (items.some((item) => item.items?.length === 0)) throw new Unshowable(`“${key}” has an empty rule in it`);
  return { all: key === '_and', items };
}

function conditionsOn(path, value, takes) {
  const name = path.join('.');
  if (!isObject(value)) return [condition(name, '_eq', value, takes)];
  const entries = Object.entries(value);
  if (entries.length === 0) throw new Unshowable(`“${name}” has no condition`);
  return entries.flatMap(([key, operand]) => {
    if (key === '_some' || key === '_none') throw new Unshowable(`“${key}” looks at several items`);
    if (key in takes) return [condition(name, key, operand, takes)];
    if (key.startsWith('_') && key !== '_and' && key !== '_or') throw new Unshowable(`“${key}” is no operator`);
    return itemsOf({ [key]: operand }, path, takes);
  });
}

const OPPOSITE = { _null: '_nnull', _nnull: '_null', _empty: '_nempty', _nempty: '_empty' };

function condition(path, operator, value, takes) {
  const shape = takes[operator];
  if (value === null && (operator === '_eq' || operator === '_neq')) return { path, operator: operator === '_eq' ? '_null' : '_nnull', value: true };
  if (shape === 'flag') {
    if (typeof value !== 'boolean' || (value === false && !OPPOSITE[operator])) throw new Unshowable(`“${operator}” needs true or false`);
    return { path, operator: value ? operator : OPPOSITE[operator], value: true };
  }
  if (shape === 'one' && !isScalar(value)) throw new Unshowable(`“${operator}” of “${path}” has no single value`);
  if (shape === 'pair' && !(Array.isArray(value) && value.length === 2 && value.every(isScalar))) throw new Unshowable(`“${operator}” needs two values`);
  if (shape === 'list' && !(typeof value === 'string' || (Array.isArray(value) && value.length > 0 && value.every((entry) => isScalar(entry) && !String(entry).includes('\n'))))) throw new Unshowable(`“${operator}” needs a list of values`);
  return { path, operator, value: shape === 'list' && typeof value === 'string' && !value.startsWith('$') ? value.split(',') : value };
}

function written(item) {
  if (item.items) return { [item.all ? '_and' : '_or']: item.items.map(written) };
  // A function is written in one piece, as in `role.count(users)`.
  const steps = item.path.includes('(') ? [item.path] : item.path.split('.');
  return steps.reduceRight((inner, step) => ({ [step]: inner }), { [item.operator]: item.value });
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isScalar(value) {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
