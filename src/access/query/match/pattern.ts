import { RE2JS } from 're2js';

const LENGTH_AT_MOST = 1000;

/** Linear time is still time: a longer text matches nothing. */
const TEXT_AT_MOST = 10_000;

/** Whether the text matches a regular expression of an administrator, in linear time. One that cannot be compiled matches nothing. */
export function matchesPattern(pattern: string, text: string): boolean {
  return text.length <= TEXT_AT_MOST && (compiled(pattern)?.matcher(text).find() ?? false);
}

/** Whether it is a regular expression that can be used; asked when one is saved. */
export function isPattern(pattern: string): boolean {
  return compiled(pattern) !== null;
}

/** `/…/i` as in the dialect, or the bare expression. */
function compiled(pattern: string): RE2JS | null {
  if (pattern.length > LENGTH_AT_MOST) return null;
  const [, body, flags] = /^\/(.*)\/([a-z]*)$/s.exec(pattern) ?? [null, pattern, ''];
  try {
    return RE2JS.compile(body!, flags!.includes('i') ? RE2JS.CASE_INSENSITIVE : 0);
  } catch {
    return null;
  }
}
