import type { FieldCall, Filter, Operand } from '../ast';
import { FILTER_DEPTH, FILTER_NODES, FILTER_VALUES, RELATION_DEPTH } from '../limits';
import { OPERATORS, type Operator } from '../operators';
import { mistake } from './mistake';
import { parseOperand, type ParsedOperand } from './parse-operand';
import { parsePath } from './parse-path';
import { boolean, isObject, object } from './parse-values';

/** Validation rules look at a payload, not at rows, and know two operators more. */
export type FilterPurpose = 'query' | 'validation';

/** A filter as object or JSON text. Null where there is none. Names are not looked up here. */
export function parseFilter(raw: unknown, path = 'filter', purpose: FilterPurpose = 'query'): Filter | null {
  const value = object(raw, path);
  return value && new FilterParser(purpose).conditions(value, path, { depth: 0, relations: 0 });
}

/** How deep we are: objects within objects, and relations within relations. */
interface Level {
  readonly depth: number;
  readonly relations: number;
}

class FilterParser {
  #nodes = 0;
  #values = 0;

  constructor(private readonly purpose: FilterPurpose) {}

  /** The keys of one object all have to hold. */
  conditions(value: Record<string, unknown>, path: string, level: Level): Filter {
    this.#enter(path, level);
    return all(Object.entries(value).map(([key, inner]) => this.#condition(key, inner, `${path}.${key}`, { ...level, depth: level.depth + 1 })));
  }

  #condition(key: string, value: unknown, path: string, level: Level): Filter {
    if (key === '_and' || key === '_or') return this.#logical(key, value, path, level);
    if (key.startsWith('_')) throw mistake(path, OPERATORS.has(key) ? 'an operator needs a field before it' : 'unknown operator');
    const { relations, call } = parsePath(key, path);
    const below = { ...level, relations: level.relations + relations.length };
    const innermost = call.fn ? this.#comparisons(call, value, path, below) : this.#field(call.name, value, path, below);
    return relations.reduceRight<Filter>((filter, field) => ({ kind: 'related', field, quantifier: 'one', filter }), innermost);
  }

  #logical(key: '_and' | '_or', value: unknown, path: string, level: Level): Filter {
    if (!Array.isArray(value)) throw mistake(path, 'has to be an array of filters');
    this.#enter(path, level);
    const filters = value.map((inner: unknown, index) => {
      const place = `${path}[${index}]`;
      if (!isObject(inner)) throw mistake(place, 'has to be an object');
      return this.conditions(inner, place, { ...level, depth: level.depth + 1 });
    });
    return key === '_and' ? all(filters) : { kind: 'any', filters };
  }

  /** What follows a field: a bare value, operators, or conditions on the items that a relation leads to. */
  #field(name: string, value: unknown, path: string, level: Level): Filter {
    if (!isObject(value)) return this.#shorthand(name, value, path, level);
    const entries = Object.entries(value);
    const operators = entries.filter(([key]) => OPERATORS.has(key));
    const quantified = entries.filter(([key]) => key === '_some' || key === '_none');
    const logical = entries.filter(([key, inner]) => (key === '_and' || key === '_or') && areComparisons(inner));
    const conditions = entries.filter((entry) => !operators.includes(entry) && !quantified.includes(entry) && !logical.includes(entry));
    this.#enter(path, level);
    const below = { depth: level.depth + 1, relations: level.relations + 1 };
    return all([
      ...operators.map(([key, operand]) => this.#comparison({ name, fn: null }, key, operand, `${path}.${key}`, level)),
      // `{ status: { _or: [{ _eq: 'draft' }, { _eq: 'active' }] } }`: choices of comparisons of the one field.
      ...logical.map(([key, inner]): Filter => {
        const choices = (inner as unknown[]).map((one, index) => this.#field(name, one, `${path}.${key}[${index}]`, { ...level, depth: level.depth + 1 }));
        return key === '_and' ? all(choices) : { kind: 'any', filters: choices };
      }),
      ...quantified.map(([key, inner]): Filter => {
        if (!isObject(inner)) throw mistake(`${path}.${key}`, 'has to be an object');
        return { kind: 'related', field: name, quantifier: key === '_some' ? 'some' : 'none', filter: this.conditions(inner, `${path}.${key}`, below) };
      }),
      ...(conditions.length > 0 ? [{ kind: 'related', field: name, quantifier: 'one', filter: this.conditions(Object.fromEntries(conditions), path, below) } as const] : []),
    ]);
  }

  /** `{ status: 'active' }` means `_eq`. */
  #shorthand(name: string, value: unknown, path: string, level: Level): Filter {
    if (value === null || Array.isArray(value)) throw mistake(path, 'Invalid filter object');
    return this.#comparison({ name, fn: null }, '_eq', value, path, level);
  }

  #comparisons(call: FieldCall, value: unknown, path: string, level: Level): Filter {
    if (!isObject(value)) return this.#comparison(call, '_eq', value, path, level);
    this.#enter(path, level);
    return all(Object.entries(value).map(([key, operand]) => this.#comparison(call, key, operand, `${path}.${key}`, level)));
  }

  #comparison(call: FieldCall, key: string, value: unknown, path: string, level: Level): Filter {
    const word = OPERATORS.get(key);
    if (!word || (word.validationOnly && this.purpose === 'query')) throw mistake(path, 'unknown operator');
    this.#enter(path, level);
    const compare = (operator: Operator, operands: readonly Operand[] = []): Filter => ({ kind: 'compare', call, operator, operands });
    if (word.takes === 'flag') {
      // `filter[role][_null]` in a query string has no value and means yes.
      const flag = value === '' ? true : boolean(value, path);
      if (flag === null) throw mistake(path, `"${key}" has to be a boolean`);
      return compare(flag ? word.operator : (word.opposite ?? word.operator));
    }
    if (word.takes === 'one') {
      const operand = this.#operand(value, key, path);
      if (operand) return compare(word.operator, [operand]);
      if (word.operator === 'eq') return compare('null');
      if (word.operator === 'neq') return compare('nnull');
      throw mistake(path, `The filter value for "${key}" has to be a string, number, or boolean`);
    }
    const operands = this.#list(value, key, path);
    if (word.takes === 'pair' && operands.length !== 2) throw mistake(path, `"${key}" has to be an array of exactly two values`);
    return compare(word.operator, operands);
  }

  #list(value: unknown, key: string, path: string): Operand[] {
    const entries = typeof value === 'string' ? value.split(',') : isObject(value) ? Object.values(value) : Array.isArray(value) ? value : [value];
    if (entries.length === 0) throw mistake(path, `"${key}" has to be an array of values`);
    // In a list null is a value that nothing equals, which is what an unknown one is.
    return entries.map((entry: unknown, index) => this.#counted(path, parseOperand(entry, key, `${path}[${index}]`) ?? { kind: 'unknown' }));
  }

  #operand(value: unknown, key: string, path: string): ParsedOperand {
    if (value === '') throw mistake(path, `You can't filter for an empty string in "${key}". Use "_empty" or "_nempty" instead`);
    const operand = parseOperand(value, key, path);
    return operand && this.#counted(path, operand);
  }

  #counted<T extends Operand>(path: string, operand: T): T {
    this.#values += 1;
    if (this.#values > FILTER_VALUES) throw mistake(path, `a filter can hold at most ${FILTER_VALUES} values`);
    return operand;
  }

  #enter(path: string, { depth, relations }: Level): void {
    this.#nodes += 1;
    if (this.#nodes > FILTER_NODES) throw mistake(path, `a filter can have at most ${FILTER_NODES} conditions`);
    if (depth > FILTER_DEPTH) throw mistake(path, `a filter can be at most ${FILTER_DEPTH} levels deep`);
    if (relations > RELATION_DEPTH) throw mistake(path, `Max relational depth exceeded (${RELATION_DEPTH})`);
  }
}

function areComparisons(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((one) => isObject(one) && Object.keys(one).length > 0 && Object.entries(one).every(([key, inner]) => OPERATORS.has(key) || ((key === '_and' || key === '_or') && areComparisons(inner))));
}

function all(filters: readonly Filter[]): Filter {
  return filters.length === 1 ? filters[0]! : { kind: 'all', filters };
}
