/** Any origin will do: only what stays on it is a path of ours. */
const HERE = 'http://usher.invalid';

/** The page to go to after signing in: a path of our own pages, or null for whatever else was asked for. */
export function returnPath(asked: unknown): string | null {
  if (typeof asked !== 'string' || !asked.startsWith('/admin') || /[\\\p{Cc}]/u.test(asked)) return null;
  if (!URL.canParse(asked, HERE)) return null;
  const url = new URL(asked, HERE);
  const isOurs = url.origin === HERE && /^\/admin(\/|$)/.test(url.pathname) && !url.pathname.includes('//');
  // Back to the pages of signing in, or out again, would be a circle.
  return isOurs && !/^\/admin\/(login|logout|account\/two-factor)(\/|$)/.test(url.pathname) ? url.pathname + url.search : null;
}
