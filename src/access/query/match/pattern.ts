import { RE2JS } from 're2js';

const LENGTH_AT_MOST = 1000;

/**
 * Steps that one look at a text may take, some 50 ms. Linear time is still time: each character may cost as many steps as the
 * expression has parts, and `\pL{1000}` has a thousand of them.
 */
const STEPS_AT_MOST = 400_000;

/** Parts of the expressions of one rule or filter, taken together. */
export const PARTS_AT_MOST = 1000;

/** A regular expression of an administrator, which RE2 reads. */
export interface Pattern {
  /** How many parts it has: what each character of a text costs. */
  readonly parts: number;
  /** Whether it is found in the text; null where the text is too long to be looked at. Neither is a yes. */
  isIn(text: string): boolean | null;
}

const KEPT_AT_MOST = 500;
/** Reading one can take longer than looking for it, and the same few are asked over and over. */
const kept = new Map<string, Pattern | null>();

/** Null where RE2 cannot read it, or it costs too much to look for. */
export function patternOf(expression: string, { ignoresCase = false } = {}): Pattern | null {
  if (expression.length > LENGTH_AT_MOST) return null;
  const key = `${ignoresCase ? 'i' : ''}/${expression}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  if (kept.size >= KEPT_AT_MOST) kept.delete(kept.keys().next().value!);
  const pattern = read(expression, ignoresCase);
  kept.set(key, pattern);
  return pattern;
}

/** Whether the text matches a regular expression of an administrator. One that cannot be used matches nothing. */
export function matchesPattern(written: string, text: string): boolean {
  return patternIn(written)?.isIn(text) ?? false;
}

/** A regular expression as it stands in a rule: `/…/i` as in the dialect, or the bare expression. */
export function patternIn(written: string): Pattern | null {
  const [, body, flags] = /^\/(.*)\/([a-z]*)$/s.exec(written) ?? [null, written, ''];
  return patternOf(body!, { ignoresCase: flags!.includes('i') });
}

function read(expression: string, ignoresCase: boolean): Pattern | null {
  // Each repetition is a part at least; reading a hundred thousand of them takes a second.
  if (repetitionsIn(expression) > PARTS_AT_MOST) return null;
  try {
    const compiled = RE2JS.compile(expression, ignoresCase ? RE2JS.CASE_INSENSITIVE : 0);
    const parts = compiled.programSize();
    if (parts > PARTS_AT_MOST) return null;
    return { parts, isIn: (text) => (parts * text.length > STEPS_AT_MOST ? null : compiled.matcher(text).find()) };
  } catch {
    return null;
  }
}

function repetitionsIn(expression: string): number {
  return [...expression.matchAll(/\{(\d+)(?:,(\d*))?\}/g)].reduce((sum, [, from, to]) => sum + Number(to || from), 0);
}
