/** No rule that a person writes is deeper, and a deeper one must not exhaust the stack. */
const DEPTH_AT_MOST = 64;

/* eslint-disable no-control-regex -- JSON forbids them in texts */
const TEXT = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-f]{4}))*"/iy;
const SCALAR = new RegExp(`${TEXT.source}|-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:e[+-]?\\d+)?|true|false|null`, 'iy');
/* eslint-enable no-control-regex */

/** Where a text stops being JSON, as an offset; null where it is JSON. Engines word this differently, or not at all. */
export function jsonMistakeAt(text: string): number | null {
  const end = value(text, space(text, 0));
  if (end < 0) return -end - 1;
  const rest = space(text, end);
  return rest === text.length ? null : rest;
}

/** "line 3, column 12", both from one. */
export function placeOf(text: string, offset: number): string {
  const lines = text.slice(0, offset).split('\n');
  return `line ${lines.length}, column ${lines.at(-1)!.length + 1}`;
}

/** Each of these answers the offset behind what it has read, or `-offset - 1` of a mistake. */
function value(text: string, at: number, depth = 0): number {
  if (depth > DEPTH_AT_MOST) return -at - 1;
  if (text[at] === '{') return sequence(text, at, '}', depth, member);
  if (text[at] === '[') return sequence(text, at, ']', depth, value);
  return token(text, at, SCALAR);
}

function member(text: string, at: number, depth: number): number {
  const key = token(text, at, TEXT);
  if (key < 0) return key;
  const colon = space(text, key);
  return text[colon] === ':' ? value(text, space(text, colon + 1), depth) : -colon - 1;
}

function sequence(text: string, open: number, close: string, depth: number, item: (text: string, at: number, depth: number) => number): number {
  let at = space(text, open + 1);
  if (text[at] === close) return at + 1;
  for (;;) {
    const end = item(text, at, depth + 1);
    if (end < 0) return end;
    at = space(text, end);
    if (text[at] === close) return at + 1;
    if (text[at] !== ',') return -at - 1;
    at = space(text, at + 1);
  }
}

function token(text: string, at: number, pattern: RegExp): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : -at - 1;
}

function space(text: string, at: number): number {
  let next = at;
  while (next < text.length && ' \t\n\r'.includes(text[next]!)) next += 1;
  return next;
}
