import { InvalidQueryError } from '../../../platform/errors/errors';

/** A place that cannot be understood: `filter.role._eqq: unknown operator`. */
export function mistake(path: string, what: string): InvalidQueryError {
  return new InvalidQueryError({ reason: `${shown(path)}: ${what}` });
}

const SHOWN_AT_MOST = 200;

/** Paths are made of what a stranger sent. */
function shown(path: string): string {
  return path.length > SHOWN_AT_MOST ? `${path.slice(0, SHOWN_AT_MOST)}…` : path;
}
