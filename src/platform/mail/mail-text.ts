import { beginningOf } from '../payload/storable-text';

const MAX_NAME_LENGTH = 40;

/** Anything that a mail program would make a link of, or that could start a new header line or another recipient. */
const SUSPICIOUS = /:\/\/|www[.。]|[\p{L}\p{N}][.。]\p{L}{2}|@|[\p{Cc}\u2028\u2029<>]/u;

/** Signs that turn around how the rest of a line reads, and blanks that nobody sees. Joiners and marks of direction belong to languages. */
const CONCEALING = /[\u00ad\u200b\u202a-\u202e\u2060-\u206f\ufeff]/;

/**
 * A name that somebody typed, fit for a mail to a person who has not asked for it; null where it is advertising rather than
 * a name. Without this an invitation or a registration would be a way to send any text to any address.
 */
export function safeName(name: string | null | undefined): string | null {
  const plain = (name ?? '').replace(/\s+/g, ' ').trim();
  // As it would be read: `evil．example` in wide signs, or with a joiner before its dot, is a domain as well.
  const read = plain.normalize('NFKC').replace(/\p{Cf}/gu, '');
  if (read === '' || CONCEALING.test(plain) || SUSPICIOUS.test(read)) return null;
  return plain.length <= MAX_NAME_LENGTH ? plain : `${beginningOf(plain, MAX_NAME_LENGTH - 1).trimEnd()}…`;
}

/** A point in time as a mail says it: absolute, with its zone, the same for readers everywhere. */
export function absoluteTime(at: Date): string {
  // Put together from parts, since the commas of the whole differ from one Node to the next.
  const part = Object.fromEntries(LONG.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${part['weekday']}, ${part['day']} ${part['month']} ${part['year']} at ${part['hour']}:${part['minute']} UTC`;
}

/** The short form for the preheader: "1 Dec". */
export function shortDay(at: Date): string {
  return SHORT.format(at);
}

const LONG = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: 'UTC' });
const SHORT = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
