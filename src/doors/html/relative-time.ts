const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

// Made once: making one costs a hundred times what using it does.
const SHORT_DATE = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
const LONG_DATE = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' });

/** "5 minutes ago", "yesterday", "3 Nov 2026": short enough for a table. `iso` is UTC, with or without zone; null is "Never". */
export function relativeTime(iso: string | null | undefined, now: Date): string {
  if (iso === undefined) return '–';
  if (iso === null) return 'Never';
  const then = instant(iso);
  const elapsed = now.getTime() - then.getTime();
  if (elapsed < MINUTE_MS) return 'Just now';
  if (elapsed < HOUR_MS) return ago(Math.floor(elapsed / MINUTE_MS), 'minute');
  if (elapsed < DAY_MS) return ago(Math.floor(elapsed / HOUR_MS), 'hour');
  if (elapsed < 14 * DAY_MS) return ago(Math.floor(elapsed / DAY_MS), 'day');
  return SHORT_DATE.format(then);
}

/** "24 November 2026, 18:31 UTC" */
export function absoluteTime(iso: string | Date): string {
  const then = typeof iso === 'string' ? instant(iso) : iso;
  return `${LONG_DATE.format(then)}, ${TIME.format(then)} UTC`;
}

/** The dialect writes some dates without a zone; they are UTC. */
function instant(iso: string): Date {
  return new Date(/(Z|[+-]\d\d:\d\d)$/.test(iso) ? iso : `${iso}Z`);
}

const ago = (count: number, unit: string) => `${count} ${unit}${count === 1 ? '' : 's'} ago`;
