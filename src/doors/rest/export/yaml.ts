/** A YAML list, in block style. */
export function toYaml(items: readonly unknown[]): string {
  return items.length === 0 ? '[]\n' : `${lines(items, 0).join('\n')}\n`;
}

/** The lines of a list or an object, each with its indentation. */
function lines(value: object, depth: number): string[] {
  const indent = '  '.repeat(depth);
  if (Array.isArray(value)) {
    return value.flatMap((entry: unknown) => {
      if (!isBlock(entry)) return [`${indent}- ${scalar(entry)}`];
      const [first, ...rest] = lines(entry, depth + 1);
      return [`${indent}- ${first!.trimStart()}`, ...rest];
    });
  }
  return Object.entries(value).flatMap(([key, entry]) => (isBlock(entry) ? [`${indent}${text(key)}:`, ...lines(entry, depth + 1)] : [`${indent}${text(key)}: ${scalar(entry)}`]));
}

function isBlock(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

function scalar(value: unknown): string {
  if (typeof value === 'string') return text(value);
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? '[]' : '{}';
  return JSON.stringify(value ?? null);
}

/** What stands plainly without being taken for something else: a number, a date, a yes. */
const PLAIN = /^[\p{L}_](?:[\p{L}\p{N} _%@+./'()-]*[\p{L}\p{N}_%@+./'()-])?$|^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/u;
const WORDS = /^(?:y|n|yes|no|on|off|true|false|null|nan|inf)$/i;

/** Texts that need quotes get single ones; what has a line break or a control character is written as JSON, which YAML reads as it is. */
function text(value: string): string {
  if (PLAIN.test(value) && !WORDS.test(value)) return value;
  return /^[\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\uffef]*$/.test(value) ? `'${value.replaceAll("'", "''")}'` : JSON.stringify(value);
}
