import type { JsonSchema } from '../doors/rest/openapi/json-schema';
import type { OpenApiDocument } from '../doors/rest/openapi/open-api';
import { inWords, rowsOf, schemaId, type FieldRow, type Piece } from './schema-words';

const PATH = '/admin/api';
const DOCUMENT = '/server/specs/oas';
/** So few are shown unfolded. */
const OPEN_AT_MOST = 2;

interface Option {
  readonly value: string;
  readonly label: string;
  readonly selected: boolean;
}

interface OperationView {
  readonly id: string;
  readonly method: string;
  readonly tone: string;
  readonly path: string;
  readonly summary: string;
  readonly note: string | null;
  readonly who: string;
  readonly isOpen: boolean;
  readonly parameters: readonly (FieldRow & { readonly place: string })[];
  /** Null where the body is a plain object, whose fields are rows, or where there is none. */
  readonly body: readonly Piece[] | null;
  readonly bodyRows: readonly FieldRow[];
  readonly answers: readonly { readonly status: string; readonly about: string; readonly type: readonly Piece[] }[];
  readonly samples: readonly { readonly label: string; readonly source: string }[];
}

export interface ApiPage {
  readonly version: string;
  readonly path: string;
  readonly documentUrl: string;
  readonly search: { readonly value: string; readonly label: string };
  readonly filters: readonly { readonly name: string; readonly label: string; readonly options: readonly Option[] }[];
  readonly chips: readonly { readonly label: string; readonly removeUrl: string }[];
  readonly clearUrl: string | null;
  readonly summary: string;
  readonly areas: readonly { readonly id: string; readonly name: string; readonly about: string; readonly count: number; readonly operations: readonly OperationView[] }[];
  readonly parameters: readonly FieldRow[];
  readonly schemas: readonly { readonly id: string; readonly name: string; readonly about: string | null; readonly type: readonly Piece[]; readonly rows: readonly FieldRow[] }[];
  readonly isFiltered: boolean;
}

export interface ApiAsked {
  readonly search: string;
  readonly area: string;
}

/** The document as a page: what is asked for, in the order of the document. */
export function apiPage(document: OpenApiDocument, asked: ApiAsked): ApiPage {
  const words = asked.search.toLowerCase().split(/\s+/).filter(Boolean);
  const all = Object.entries(document.paths).flatMap(([path, item]) => Object.entries(item).map(([verb, operation]) => ({ path, method: verb === 'x-search' ? 'SEARCH' : verb.toUpperCase(), operation })));
  const found = all.filter(({ path, method, operation }) => {
    const text = `${method} ${path} ${String(operation['summary'])} ${String(operation['operationId'])} ${areaOf(operation)}`.toLowerCase();
    return (asked.area === '' || areaOf(operation) === asked.area) && words.every((word) => text.includes(word));
  });
  const isOpen = found.length <= OPEN_AT_MOST;
  const areas = document.tags.flatMap(({ name, description }) => {
    const operations = found.filter(({ operation }) => areaOf(operation) === name).sort(byPath).map(({ path, method, operation }) => operationView(path, method, operation, document, isOpen));
    return operations.length > 0 ? [{ id: `area-${name.toLowerCase()}`, name, about: description, count: operations.length, operations }] : [];
  });
  return {
    version: document.info.version,
    path: PATH,
    documentUrl: DOCUMENT,
    search: { value: asked.search, label: 'Search routes' },
    filters: [{ name: 'area', label: 'Area', options: [{ value: '', label: 'All areas', selected: asked.area === '' }, ...document.tags.map(({ name }) => ({ value: name, label: name, selected: name === asked.area }))] }],
    ...chipsOf(asked),
    summary: found.length === all.length ? `${all.length} routes that you may call` : `${found.length} of ${all.length} routes`,
    areas,
    parameters: Object.values(document.components.parameters).map((parameter) => ({ name: String(parameter['name']), type: inWords(schemaOf(parameter)), about: String(parameter['description']).replaceAll('`', '') })),
    schemas: Object.entries(document.components.schemas).filter(([name]) => name !== 'Json').map(([name, schema]) => ({ id: schemaId(name), name, about: (schema['description'] as string | undefined) ?? null, type: schema['properties'] ? [] : inWords(schema), rows: rowsOf(schema) })),
    isFiltered: found.length < all.length,
  };
}

function chipsOf({ search, area }: ApiAsked): Pick<ApiPage, 'chips' | 'clearUrl'> {
  const url = (query: Record<string, string>) => {
    const text = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== '')).toString();
    return text ? `${PATH}?${text}` : PATH;
  };
  return {
    chips: [...(search ? [{ label: `Search: ${search}`, removeUrl: url({ area }) }] : []), ...(area ? [{ label: `Area: ${area}`, removeUrl: url({ search }) }] : [])],
    clearUrl: search || area ? PATH : null,
  };
}

function operationView(path: string, method: string, operation: JsonSchema, { components }: OpenApiDocument, isOpen: boolean): OperationView {
  const parameters = ((operation['parameters'] ?? []) as JsonSchema[]).map((parameter) => (typeof parameter['$ref'] === 'string' ? components.parameters[parameter['$ref'].split('/').at(-1)!]! : parameter));
  const body = (operation['requestBody'] as { content: Record<string, { schema: JsonSchema }> } | undefined)?.content['application/json']?.schema;
  return {
    id: String(operation['operationId']),
    method,
    tone: TONES[method] ?? 'write',
    path,
    summary: String(operation['summary']),
    note: (operation['description'] as string | undefined)?.replaceAll('`', '') ?? null,
    who: whoMay(operation['security'] as readonly JsonSchema[]),
    isOpen,
    parameters: parameters.map((parameter) => ({ name: String(parameter['name']), place: parameter['in'] === 'path' ? 'address' : 'query', type: inWords(schemaOf(parameter)), about: String(parameter['description'] ?? '').replaceAll('`', '') })),
    body: body && !body['properties'] ? inWords(body) : null,
    bodyRows: body?.['properties'] ? rowsOf(body) : [],
    answers: Object.entries(operation['responses'] as Record<string, JsonSchema>).map(([status, answer]) => answerView(status, answer, components.responses)),
    samples: (operation['x-codeSamples'] as { label: string; source: string }[]).map(({ label, source }) => ({ label, source })),
  };
}

const TONES: Readonly<Record<string, string>> = { GET: 'read', SEARCH: 'read', DELETE: 'remove' };

function answerView(status: string, answer: JsonSchema, responses: OpenApiDocument['components']['responses']): OperationView['answers'][number] {
  const said = typeof answer['$ref'] === 'string' ? responses[answer['$ref'].split('/').at(-1)!]! : answer;
  const [type, media] = Object.entries((said['content'] ?? {}) as Record<string, { schema: JsonSchema }>)[0] ?? [];
  const isError = Number(status) >= 400 && answer['$ref'] !== undefined;
  return { status, about: String(said['description']), type: media && !isError ? [...inWords(media.schema), ...(type === 'application/json' ? [] : [{ text: ` as ${type}`, url: null }])] : [] };
}

function whoMay(security: readonly JsonSchema[]): string {
  const kinds = security.map((one) => Object.keys(one)[0] ?? 'anybody');
  if (kinds.length === 1) return 'Anybody, also without signing in.';
  return kinds.includes('anybody') ? 'Whoever the policies let; without signing in, as far as the public policies go.' : 'Whoever is signed in.';
}

function schemaOf(parameter: JsonSchema): JsonSchema {
  return (parameter['schema'] ?? (parameter['content'] as Record<string, { schema: JsonSchema }>)['application/json']!.schema) as JsonSchema;
}

function areaOf(operation: JsonSchema): string {
  return (operation['tags'] as string[])[0] ?? '';
}

const METHODS = ['GET', 'SEARCH', 'POST', 'PATCH', 'DELETE'];

function byPath(one: { path: string; method: string }, other: { path: string; method: string }): number {
  return one.path.localeCompare(other.path) || METHODS.indexOf(one.method) - METHODS.indexOf(other.method);
}
