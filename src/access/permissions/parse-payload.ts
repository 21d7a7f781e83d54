import type { z } from 'zod';
import type { Accountability } from '../../platform/accountability/accountability';
import { throwAll, type ApplicationError } from '../../platform/errors/application-error';
import { FailedValidationError, ForbiddenError, InvalidPayloadError, type ValidationType } from '../../platform/errors/errors';
import { ipAccessMistake } from './ip-access';

/**
 * A body as a program or a form sent it, parsed by the schema of a capability's changes. All mistakes are told at once, each at its field.
 * A key that does not exist: an administrator is told so, anybody else gets the refusal that a forbidden field has, since the two
 * must look alike.
 */
export function parsePayload<S extends z.ZodType>(accountability: Accountability, collection: string, schema: S, payload: unknown): z.output<S> {
  const result = schema.safeParse(payload);
  if (result.success) return result.data;
  const errors = result.error.issues.flatMap((issue) => errorsOf(issue, payload, [], { accountability, collection }));
  // Whoever is refused is told nothing else: errors of two kinds would have no status in common.
  const refusals = errors.filter(({ code }) => code === 'FORBIDDEN');
  throwAll(refusals.length > 0 ? refusals : errors);
  throw result.error;
}

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];
interface Asking {
  accountability: Accountability;
  collection: string;
}

function errorsOf(issue: Issue, payload: unknown, base: Path, asking: Asking): ApplicationError[] {
  const path = [...base, ...issue.path];
  if (path[0] === 'ip_access') return [ipAccessMistake()];
  if ((issue.code === 'unrecognized_keys' || issue.code === 'invalid_type') && isStructureOfList(path, payload)) return [badStructure(issue, path)];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey([...path, key].map(String).join('.'), asking));
  // Null is none of the forms that a value may have; what is missing then is the value.
  if (issue.code === 'invalid_union' && (valueAt(payload, path) !== null || isWholeList(path))) {
    const closest = closestBranch(issue.errors);
    if (closest) return closest.flatMap((inner) => errorsOf(inner, payload, path, asking));
    return [isWholeList(path) ? badStructure(issue, path) : wrongShape(path)];
  }
  const field = path.findLast((step) => typeof step === 'string');
  if (field === undefined) return [wrongShape(path)];
  return [new FailedValidationError({ field: String(field), path: path.slice(0, path.lastIndexOf(field)).map(plain), ...failure(issue, valueAt(payload, path)) })];
}

function unknownKey(key: string, { accountability, collection }: Asking): ApplicationError {
  if (accountability.admin) return new InvalidPayloadError({ reason: `"${key}" is not allowed` });
  return new ForbiddenError({ reason: `You don't have permission to access field "${key}" in collection "${collection}" or it does not exist.` });
}

/** The relations to many that a body may hold. */
const LISTS: ReadonlySet<PropertyKey> = new Set(['users', 'roles', 'policies', 'permissions', 'children']);
const EDITS: ReadonlySet<PropertyKey> = new Set(['create', 'update', 'delete']);

function isWholeList(path: Path): boolean {
  return path.length === 1 && LISTS.has(path[0]!);
}

/** The mistake is in the form of `{ create, update, delete }`, not in an item. */
function isStructureOfList(path: Path, payload: unknown): boolean {
  const [list, edits] = path;
  const value = valueAt(payload, path.slice(0, 1));
  if (list === undefined || !LISTS.has(list) || typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return path.length === 1 || (path.length === 2 && EDITS.has(edits!));
}

function badStructure(issue: Issue, path: Path): InvalidPayloadError {
  const name = path.length > 1 ? String(path[1]) : 'value';
  const what = issue.code === 'unrecognized_keys' ? `"${issue.keys[0]}" is not allowed` : path.length > 1 ? `"${name}" must be an array` : `"${name}" must be of type object`;
  return new InvalidPayloadError({ reason: `Invalid one-to-many update structure: ${what}` });
}

function wrongShape(path: Path): ApplicationError {
  return new InvalidPayloadError({ reason: `"${path.map(String).join('.') || 'value'}" has a form that is not understood` });
}

/** Of several allowed forms the one that was meant: whose mistakes lie inside, not in the kind of value itself. */
function closestBranch(branches: readonly Issue[][]): Issue[] | undefined {
  const meant = branches.filter((issues) => !issues.some((issue) => issue.path.length === 0 && issue.code === 'invalid_type'));
  return meant.length === 1 ? meant[0] : undefined;
}

function failure(issue: Issue, value: unknown): { type: ValidationType; valid?: unknown } {
  switch (issue.code) {
    case 'invalid_type':
      if (value === undefined) return { type: 'required' };
      return value === null ? { type: 'nnull' } : { type: 'type', valid: issue.expected };
    case 'too_small':
      if (issue.origin === 'string' && Number(issue.minimum) <= 1) return { type: 'nempty' };
      return issue.origin === 'string' ? { type: 'min_length', valid: Number(issue.minimum) } : { type: 'gte', valid: Number(issue.minimum) };
    case 'too_big':
      return issue.origin === 'string' || issue.origin === 'array' ? { type: 'max_length', valid: Number(issue.maximum) } : { type: 'lte', valid: Number(issue.maximum) };
    case 'invalid_value':
      if (value === undefined || value === null) return { type: value === null ? 'nnull' : 'required' };
      return { type: 'in', valid: issue.values };
    case 'invalid_format':
      return issue.format === 'email' ? { type: 'email' } : { type: 'type', valid: issue.format === 'guid' ? 'uuid' : issue.format };
    case 'invalid_union':
      return { type: value === null ? 'nnull' : 'type' };
    case 'custom':
      return { type: (issue.params?.['type'] as ValidationType | undefined) ?? 'type' };
    default:
      return { type: 'type' };
  }
}

function valueAt(payload: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, step) => (value !== null && typeof value === 'object' ? (value as Record<PropertyKey, unknown>)[step] : undefined), payload);
}

function plain(step: PropertyKey): string | number {
  return typeof step === 'number' ? step : String(step);
}
