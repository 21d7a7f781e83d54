import { parseEmail, type EmailAddress } from '../users/email-address';

/** One entry of a pasted list. */
export interface ListedAddress {
  /** As it was typed, for showing it again. */
  readonly typed: string;
  /** Null where it is no address. */
  readonly email: EmailAddress | null;
}

/** More than this at once is an import, not an invitation. */
export const MAX_ADDRESSES = 1000;

/**
 * Reads what people paste: addresses separated by commas, semicolons or line ends (in any mix, with or without blanks), each
 * alone or as `Name <address>`; a name in quotes may hold a comma. Words between addresses are kept as entries that are none.
 */
export function parseAddressList(text: string): ListedAddress[] {
  return entries(text)
    .flatMap(severalWords)
    .map((typed) => ({ typed, email: parseEmail(/<([^<>]*)>\s*$/.exec(typed)?.[1] ?? typed) }));
}

/** Cuts at separators that are neither in quotes nor in angle brackets. A line end always cuts, so a lost quote costs one line. */
function entries(text: string): string[] {
  const found: string[] = [];
  let current = '';
  let quoted = false;
  let bracketed = false;
  for (const sign of text.replace(/\r\n?/g, '\n')) {
    const cuts = sign === '\n' || (!quoted && !bracketed && (sign === ',' || sign === ';'));
    if (cuts) {
      found.push(current);
      current = '';
      quoted = bracketed = false;
      continue;
    }
    if (sign === '"' && !bracketed) quoted = !quoted;
    else if (sign === '<' && !quoted) bracketed = true;
    else if (sign === '>') bracketed = false;
    current += sign;
  }
  return [...found, current].map((entry) => entry.trim()).filter((entry) => entry !== '');
}

/** "a@x.org b@x.org": blanks separate only where every word is an address, since names have blanks, too. */
function severalWords(entry: string): string[] {
  const words = entry.split(/\s+/);
  return words.length > 1 && words.every((word) => parseEmail(word) !== null) ? words : [entry];
}
