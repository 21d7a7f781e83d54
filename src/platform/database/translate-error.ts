import { Prisma } from '../../generated/sqlite/client';
import { FailedValidationError, ForbiddenError, InvalidForeignKeyError, RecordNotUniqueError, ServiceUnavailableError } from '../errors/errors';

/**
 * Two changes met: the loser may try again. P2034 is Prisma's word for a deadlock or a failed serialisation, P2025 for a row that was there
 * when the change looked and gone when it wrote: looked at anew, it is missing, and refused as such.
 */
export function isRetriable(error: unknown): boolean {
  return isKnown(error, 'P2034') || isKnown(error, 'P2025') || /SQLITE_BUSY|deadlock detected|could not serialize/i.test(driverText(error));
}

/** What Prisma's adapters call a database that does not answer. */
const OUT_OF_REACH = new Set(['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout']);

/** What the database refused, as an application error; anything else comes back as it was. */
export function translateError(error: unknown): unknown {
  if (isKnown(error, 'P2002')) {
    const { collection, field } = uniqueTarget(error);
    return new RecordNotUniqueError({ collection, field, value: null });
  }
  if (isKnown(error, 'P2003')) {
    return new InvalidForeignKeyError({ collection: collectionOf(error), field: foreignKeyField(adapterCause(error)?.constraint), value: null });
  }
  if (isKnown(error, 'P2025')) return new ForbiddenError();
  if (isKnown(error, 'P2000')) return new FailedValidationError({ field: String(error.meta?.['column_name'] ?? ''), type: 'max_length' });
  if (isKnown(error, 'P2028') || isKnown(error, 'P1008') || isKnown(error, 'P2024') || isKnown(error, 'P1001') || isKnown(error, 'P1017')) return databaseBusy();
  if (OUT_OF_REACH.has(refusalIn(error).kind ?? '')) return databaseBusy();
  if (/SQLITE_(BUSY|FULL|IOERR|READONLY)|disk is full|ECONNREFUSED|ECONNRESET|terminating connection|Connection terminated|the database system is (shutting down|starting up)/i.test(driverText(error))) {
    return databaseBusy();
  }
  if (NOT_TEXT.test(driverText(error))) return new ForbiddenError();
  return error;
}

/** PostgreSQL does not even look for what has NUL in it, or no UTF-8 form. There is nothing like it, and what is not there looks like what is not to be seen. */
const NOT_TEXT = /\b22021\b|invalid byte sequence for encoding/;

/** What a statement on this table was refused for that went past Prisma, which knows neither the kind nor the model of those. Anything else comes back as it was. */
export function translateRefusal(error: unknown, table: string): unknown {
  const { kind, constraint } = refusalIn(error);
  if (kind === 'UniqueConstraintViolation') return new RecordNotUniqueError({ collection: table, field: uniqueField(table, constraint, []), value: null });
  if (kind === 'ForeignKeyConstraintViolation') return new InvalidForeignKeyError({ collection: table, field: foreignKeyField(constraint), value: null });
  return error;
}

/** PostgreSQL's codes by the names that Prisma's adapters have for them. */
const POSTGRESQL_KINDS: Record<string, string> = { 23505: 'UniqueConstraintViolation', 23503: 'ForeignKeyConstraintViolation' };

function refusalIn(error: unknown): Refusal {
  if (!(error instanceof Error)) return {};
  if (error.name === 'DriverAdapterError') return error.cause as Refusal;
  const { code, constraint } = error as { code?: string; constraint?: string };
  return { kind: POSTGRESQL_KINDS[code ?? ''], constraint: { index: constraint } };
}

export function databaseBusy(): ServiceUnavailableError {
  return new ServiceUnavailableError({ service: 'database', reason: 'The database does not answer', retryAfterSeconds: 2 });
}

function isKnown(error: unknown, code: string): error is Prisma.PrismaClientKnownRequestError {
  return error instanceof Error && (error as { code?: unknown }).code === code && error.name.startsWith('PrismaClient');
}

/** The text of the driver, which Prisma keeps in different places; only matched against codes, never shown. */
function driverText(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const meta = (error as { meta?: unknown }).meta;
  const cause = (error as { cause?: unknown }).cause;
  return [(error as { code?: unknown }).code, error.message, meta ? JSON.stringify(meta) : '', cause instanceof Error ? cause.message : JSON.stringify(cause ?? '')].join(' ');
}

/** Driver adapters put the violated columns into `meta.driverAdapterError.cause.constraint`; the classic place is `meta.target`. */
function uniqueTarget(error: Prisma.PrismaClientKnownRequestError): { collection: string; field: string } {
  const collection = collectionOf(error);
  return { collection, field: uniqueField(collection, adapterCause(error)?.constraint, Array.isArray(error.meta?.['target']) ? (error.meta['target'] as string[]) : []) };
}

function uniqueField(collection: string, constraint: Constraint | undefined, target: readonly string[]): string {
  const raw = (constraint?.fields ?? target)[0] ?? columnOfIndex(collection, constraint?.index ?? '') ?? 'id';
  return publicField(raw.replace(/"/g, '').split('.').pop()!);
}

/** PostgreSQL names the index only, `<table>_<column>_key`; a collection is called like its table. */
function columnOfIndex(table: string, index: string): string | undefined {
  return index.startsWith(`${table}_`) && index.endsWith('_key') ? index.slice(table.length + 1, -'_key'.length) : undefined;
}

function foreignKeyField(constraint: Constraint | undefined): string | null {
  const match = /_([a-z_]+)_fkey$/.exec(constraint?.index ?? '');
  return match?.[1] ?? constraint?.fields?.[0] ?? null;
}

interface Constraint {
  readonly fields?: string[];
  readonly index?: string;
}

interface Refusal {
  readonly kind?: string;
  readonly constraint?: Constraint;
}

function adapterCause(error: Prisma.PrismaClientKnownRequestError): Refusal | undefined {
  return (error.meta?.['driverAdapterError'] as { cause?: Refusal } | undefined)?.cause;
}

const COLLECTIONS: Record<string, string> = {
  User: 'directus_users', Role: 'directus_roles', Policy: 'directus_policies', Access: 'directus_access', Permission: 'directus_permissions', Settings: 'directus_settings',
};

function collectionOf(error: Prisma.PrismaClientKnownRequestError): string {
  const model = String(error.meta?.['modelName'] ?? '');
  return COLLECTIONS[model] ?? model;
}

/** The normalised address and the token hash are ours; the caller knows the fields that they stand for. */
function publicField(column: string): string {
  return { email_key: 'email', emailKey: 'email', token_hash: 'token', tokenHash: 'token' }[column] ?? column;
}
