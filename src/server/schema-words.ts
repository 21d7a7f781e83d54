import type { JsonSchema } from '../doors/rest/openapi/json-schema';

/** A piece of a sentence; with `url` a link to the form that it names. */
export interface Piece {
  readonly text: string;
  readonly url: string | null;
}

export interface FieldRow {
  readonly name: string;
  readonly type: readonly Piece[];
  readonly about: string;
}

const plain = (text: string): Piece => ({ text, url: null });

/** A schema in a few words: `list of Users`, `text, at most 100 characters, or nothing`. */
export function inWords(schema: JsonSchema): Piece[] {
  if (typeof schema['$ref'] === 'string') return [named(schema['$ref'].split('/').at(-1)!)];
  if ('const' in schema) return [plain(JSON.stringify(schema['const']))];
  if (Array.isArray(schema['enum'])) return [plain(schema['enum'].map((value) => (value === null ? 'null' : JSON.stringify(value))).join(' | '))];
  const choices = (schema['anyOf'] ?? schema['allOf']) as JsonSchema[] | undefined;
  if (choices) return joined(choices.filter((choice) => !choice['required'] || choice['properties']).map(inWords), ' or ');
  const types = [schema['type']].flat();
  if (types.includes('array')) return [plain('list of '), ...inWords((schema['items'] ?? {}) as JsonSchema), ...(types.includes('null') ? [plain(' or null')] : [])];
  if (types.includes('object')) return objectInWords(schema);
  return [plain(`${types.map((type) => (type === 'string' ? textWord(schema) : String(type))).join(' or ')}${limits(schema)}`)];
}

/** One row for each property of an object. */
export function rowsOf(schema: JsonSchema): FieldRow[] {
  const required = (schema['required'] ?? []) as string[];
  return Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>).map(([name, field]) => ({
    name,
    type: inWords(field),
    about: [required.includes(name) ? 'Required.' : '', field['readOnly'] ? 'Read only.' : '', String(field['description'] ?? '').replaceAll('`', '')].filter(Boolean).join(' '),
  }));
}

export function schemaId(name: string): string {
  return `schema-${name}`;
}

function named(name: string): Piece {
  return name === 'Json' ? plain('any JSON') : { text: name, url: `#${schemaId(name)}` };
}

function objectInWords(schema: JsonSchema): Piece[] {
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>);
  if (properties.length === 0) return [plain('object')];
  const required = new Set((schema['required'] ?? []) as string[]);
  return [plain('{ '), ...joined(properties.map(([name, field]) => [plain(`${name}${required.has(name) ? '' : '?'}: `), ...inWords(field)]), ', '), plain(' }')];
}

function joined(parts: readonly Piece[][], between: string): Piece[] {
  return parts.flatMap((part, index) => (index === 0 ? part : [plain(between), ...part]));
}

function textWord({ format }: JsonSchema): string {
  return format === 'uuid' ? 'UUID' : format === 'date-time' ? 'date and time' : typeof format === 'string' ? format : 'text';
}

function limits({ maxLength, minLength, minimum, maximum, default: initial }: JsonSchema): string {
  const words = [
    minLength === 1 ? 'not empty' : '',
    maxLength === undefined ? '' : `at most ${Number(maxLength).toLocaleString('en')} characters`,
    minimum === undefined ? '' : `from ${String(minimum)}`,
    maximum === undefined ? '' : `up to ${String(maximum)}`,
    initial === undefined ? '' : `${JSON.stringify(initial)} if absent`,
  ].filter(Boolean);
  return words.length > 0 ? `, ${words.join(', ')}` : '';
}
