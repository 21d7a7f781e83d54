/** A YAML list. Texts are written as JSON texts, which YAML reads as they are. */
export function toYaml(items: readonly unknown[]): string {
  return items.length === 0 ? '[]\n' : items.map((item) => `- ${node(item, 1)}\n`).join('');
}

function node(value: unknown, depth: number): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const indent = `\n${'  '.repeat(depth)}`;
  if (Array.isArray(value)) return value.length === 0 ? '[]' : value.map((entry) => `${indent}- ${node(entry, depth + 1)}`).join('');
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  // The first key stands behind the dash or the key that it belongs to only at the top; below, each has a line of its own.
  const lines = entries.map(([key, entry]) => `${/^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? key : JSON.stringify(key)}: ${node(entry, depth + 1)}`);
  return depth === 1 ? lines.join(indent) : `${indent}${lines.join(indent)}`;
}
