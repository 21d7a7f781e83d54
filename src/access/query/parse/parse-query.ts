import type { FieldCall, Operand, Query, Scalar, Search } from '../ast';
import { RELATION_DEPTH, SEARCH_LENGTH } from '../limits';
import { mistake } from './mistake';
import { parseAggregate } from './parse-aggregate';
import { parseFields } from './parse-fields';
import { parseFilter } from './parse-filter';
import { parseMeta } from './parse-meta';
import { parsePage } from './parse-page';
import { parseCall } from './parse-path';
import { parseSort } from './parse-sort';
import { boolean, object, storable, textList } from './parse-values';

/** The dialect's query parameters, as a query string or a JSON body brings them. Keys that are no parameters are not ours to judge. */
export type RawQuery = Readonly<Record<string, unknown>>;

/** Understands a query without looking at the database or the caller. Throws INVALID_QUERY with the path of the mistake. */
export const parseQuery = remembered((raw) => readQuery(raw, 'root', 0));

/** The query of items that are named by their keys, which are the page. What it says of another page, or of counts, is understood all the same, so that a mistake in it is told. */
export const parseKeyedQuery = remembered((raw) => {
  parsePage(raw, (key) => key);
  parseMeta(raw['meta']);
  return readQuery({ ...raw, limit: undefined, offset: undefined, page: undefined }, 'root', 0);
});

/** A frozen query (frozen within, too: the door gives the same query string the same object) is understood once, and what it means is frozen as well. */
function remembered(parse: (raw: RawQuery) => Query): (raw: RawQuery) => Query {
  const understood = new WeakMap<RawQuery, Query>();
  return (raw) => {
    const known = understood.get(raw);
    if (known) return known;
    const query = parse(raw);
    if (Object.isFrozen(raw)) understood.set(raw, Object.freeze(query));
    return query;
  };
}

const NESTED = ['_fields', '_filter', '_search', '_sort', '_limit', '_offset', '_page', '_alias', '_backlink'];

/** Parameters of the top level have no mark; those within `deep` start with `_`. */
function readQuery(raw: RawQuery, place: string, depth: number): Query {
  const isRoot = depth === 0;
  if (depth > RELATION_DEPTH) throw mistake(place, `Max relational depth exceeded (${RELATION_DEPTH})`);
  const get = (key: string): unknown => (isRoot ? raw[key] : raw[`_${key}`]);
  const path = (key: string) => (isRoot ? key : `${place}._${key}`);
  return {
    fields: fieldsOf(get('fields'), path('fields'), isRoot),
    keys: null,
    filter: parseFilter(get('filter'), path('filter')),
    search: searchOf(get('search'), path('search')),
    sort: parseSort(get('sort'), path('sort')),
    ...parsePage({ limit: get('limit'), offset: get('offset'), page: get('page') }, path),
    alias: aliasOf(get('alias'), path('alias')),
    deep: isRoot ? deepOf(object(raw['deep'], 'deep') ?? {}, 'deep', 1) : deepOf(raw, place, depth + 1),
    aggregate: isRoot ? parseAggregate(raw['aggregate']) : [],
    groupBy: isRoot ? textList(raw['groupBy'] ?? raw['group'], 'groupBy').map((text) => parseCall(text, 'groupBy')) : [],
    backlink: boolean(get('backlink'), path('backlink')) ?? true,
  };
}

/** Absent or an empty text is `*`; an empty list is a list of nothing. A nested query adds to what `fields` names already. */
function fieldsOf(raw: unknown, path: string, isRoot: boolean): Query['fields'] {
  if (Array.isArray(raw)) return parseFields(textList(raw, path), path);
  const paths = textList(raw, path);
  return parseFields(paths.length === 0 && isRoot ? ['*'] : paths, path);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const literal = (value: Scalar): Operand => ({ kind: 'literal', value });

function searchOf(raw: unknown, path: string): Search | null {
  if (raw === undefined || raw === null) return null;
  if (typeof raw !== 'string' && typeof raw !== 'number') throw mistake(path, 'has to be a text');
  const text = storable(String(raw).trim(), path);
  if (text.length > SEARCH_LENGTH) throw mistake(path, `can have at most ${SEARCH_LENGTH} characters`);
  if (text === '') return null;
  const number = /^-?\d{1,15}$/.test(text) ? Number(text) : null;
  return { text: literal(text), isUuid: UUID.test(text), number: number === null ? null : literal(number) };
}

function aliasOf(raw: unknown, path: string): Record<string, FieldCall> {
  const value = object(raw, path) ?? {};
  const entries = Object.entries(value).map(([name, target]): [string, FieldCall] => {
    if (typeof target !== 'string') throw mistake(`${path}.${name}`, 'has to be the name of a field');
    if (name.includes('.')) throw mistake(path, `"alias" key can't contain a period character`);
    if (target.includes('.')) throw mistake(path, `"alias" value can't contain a period character`);
    if (name === '' || name === '*' || name.startsWith('_')) throw mistake(path, `"${name}" cannot be an alias`);
    return [storable(name, path), parseCall(storable(target, path), `${path}.${name}`)];
  });
  return Object.fromEntries(entries);
}

/** What is not marked with `_` is a relation with a query of its own. */
function deepOf(raw: RawQuery, place: string, depth: number): Record<string, Query> {
  const relations = Object.entries(raw).filter(([key]) => !key.startsWith('_'));
  const unknown = Object.keys(raw).find((key) => key.startsWith('_') && (depth === 1 || !NESTED.includes(key)));
  if (unknown !== undefined) throw mistake(`${place}.${unknown}`, 'unknown parameter');
  return Object.fromEntries(
    relations.map(([name, inner]): [string, Query] => {
      const path = `${place}.${name}`;
      return [name, readQuery(object(inner, path) ?? {}, path, depth)];
    }),
  );
}

/** What is asked where nothing is said. Down here, since it is worked out at once. */
export const ALL = parseQuery({});
