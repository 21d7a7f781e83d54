/** `<data>` with a `<data>` per item, as the dialect names both; lists repeat the element of their field. */
export function toXml(items: readonly unknown[]): string {
  const content = items.map((item) => element('data', item, 1)).join('');
  return `<?xml version='1.0'?>\n${content === '' ? '<data/>' : `<data>\n${content}</data>`}`;
}

function element(name: string, value: unknown, depth: number): string {
  const indent = '    '.repeat(depth);
  if (Array.isArray(value)) return value.map((entry) => element(name, entry, depth)).join('');
  if (value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)) return `${indent}<${tag(name)}/>\n`;
  if (typeof value !== 'object' || value === null) return `${indent}<${tag(name)}>${escaped(String(value))}</${tag(name)}>\n`;
  const inner = Object.entries(value).map(([key, entry]) => element(key, entry, depth + 1)).join('');
  return `${indent}<${tag(name)}>\n${inner}${indent}</${tag(name)}>\n`;
}

/** Keys of JSON values and aliases can be any text. */
function tag(name: string): string {
  const cleaned = name.replace(/[^A-Za-z0-9_.-]/g, '_');
  return /^[A-Za-z_]/.test(cleaned) ? cleaned : `_${cleaned}`;
}

/** XML has no way to write control characters; they are left out. */
function escaped(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
