/** How many there are: exactly, or only that there are more than so many. */
export type Total = number | { readonly moreThan: number };

/** A list as it is, or what a search found in it. */
export type Listed = 'all' | 'found';

/**
 * As far as lists are counted. Nobody acts on a figure beyond it, and to count a million takes longer than to show a page of them. What a search finds has to be
 * looked at one by one, and whoever finds a thousand searches again.
 */
export const COUNTED_TO: Readonly<Record<Listed, number>> = { all: 10_000, found: 1000 };

/** How far to count for a page of a list, so that it is known whether another one follows. */
export function countedTo(listed: Listed, page: number, perPage: number): number {
  const step = COUNTED_TO[listed];
  return Math.ceil((page * perPage) / step) * step;
}

/** What was counted, at most one past `upTo`. */
export function totalOf(counted: number, upTo: number): Total {
  return counted > upTo ? { moreThan: upTo } : counted;
}

/** How many there are, where a page of them tells it: it is the last one. */
export function totalOfPage(rows: number, page: number, perPage: number): number | null {
  const isLast = rows < perPage && (rows > 0 || page === 1);
  return isLast ? (page - 1) * perPage + rows : null;
}

/** How many there are beside a page of them: counted, no further than `countedTo` says, only where the page does not tell it. */
export async function totalBeside(rows: number, { listed, page, perPage }: { readonly listed: Listed; readonly page: number; readonly perPage: number }, count: (upTo: number) => Promise<Total>): Promise<Total> {
  return totalOfPage(rows, page, perPage) ?? (await count(countedTo(listed, page, perPage)));
}

/** Of several parts; that there are more than so many is said in round figures. */
export function sumOf(totals: readonly Total[]): Total {
  const sum = totals.reduce<number>((all, total) => all + leastOf(total), 0);
  return totals.every(isExact) ? sum : { moreThan: Math.floor(sum / COUNTED_TO.all) * COUNTED_TO.all };
}

export function isExact(total: Total): total is number {
  return typeof total === 'number';
}

/** So many there are at least. */
export function leastOf(total: Total): number {
  return isExact(total) ? total : total.moreThan;
}
