import type { FieldType } from '../collections/collection';
import type { Dialect } from './dialect';

/** Turns what the driver gives for one selected value into what goes on the wire. */
export type Read = (raw: unknown) => unknown;

/** What stands for a secret that is there. */
export const MASK = '**********';

export function readerFor(dialect: Dialect, type: FieldType): Read {
  switch (type) {
    case 'boolean':
      return (raw) => (raw === null ? null : raw === true || Number(raw) === 1);
    case 'integer':
      return (raw) => (raw === null ? null : Number(raw));
    case 'json':
      return (raw) => (raw === null ? null : dialect.readJson(raw));
    case 'csv':
      return (raw) => (raw === null ? null : raw === '' ? [] : String(raw).split(','));
    case 'timestamp':
      return (raw) => (raw === null ? null : `${instant(raw)}Z`);
    case 'dateTime':
      return (raw) => (raw === null ? null : instant(raw).slice(0, 19));
    default:
      return (raw) => raw;
  }
}

/** `2026-11-24T08:55:46.348`: SQLite has +00:00 behind it, PostgreSQL leaves out zeros at the end, Prisma makes a Date of it. */
function instant(raw: unknown): string {
  const text = raw instanceof Date ? raw.toISOString() : String(raw);
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${/^\.(\d+)/.exec(text.slice(19))?.[1]!.slice(0, 3).padEnd(3, '0') ?? '000'}`;
}

/** JSON that a driver may have left as text. */
export function readNested(raw: unknown): unknown {
  return typeof raw === 'string' ? JSON.parse(raw) : raw;
}
