import { LIMIT_DEFAULT, LIMIT_MAX } from '../limits';
import { mistake } from './mistake';
import { integer } from './parse-values';

/** limit, offset and page → which part of the list. `page` wins over `offset`; page 0 is no page, and everything (limit -1) has one page. */
export function parsePage(raw: { limit?: unknown; offset?: unknown; page?: unknown }, path: (key: string) => string): { limit: number; offset: number } {
  const limit = parseLimit(raw.limit, path('limit'));
  const offset = integer(blankIsAbsent(raw.offset), path('offset'), 0) ?? 0;
  const page = integer(blankIsAbsent(raw.page), path('page'), 0) ?? 0;
  if (page === 0 || Number(raw.limit) === -1) return { limit, offset };
  const start = limit * (page - 1);
  if (!Number.isSafeInteger(start)) throw mistake(path('page'), 'is too large');
  return { limit, offset: start };
}

/** An empty text is 0, as in the dialect. More than the cap is the cap, since the dialect's clients ask for "all" in many ways. */
function parseLimit(raw: unknown, path: string): number {
  if (raw === '') return 0;
  const limit = integer(raw, path, -1) ?? LIMIT_DEFAULT;
  return limit === -1 ? LIMIT_MAX : Math.min(limit, LIMIT_MAX);
}

function blankIsAbsent(raw: unknown): unknown {
  return raw === '' ? undefined : raw;
}
