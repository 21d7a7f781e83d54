/**
 * One line per item, nested items in columns of their own (`role.name`). Texts that a spreadsheet would take for a formula get an
 * apostrophe before them: a name like `=HYPERLINK(…)` must not run on the machine of whoever opens the file.
 */
export function toCsv(items: readonly unknown[]): string {
  const rows = items.map(flatten);
  const columns = [...new Set(rows.flatMap((row) => [...row.keys()]))];
  const lines = [columns.map((column) => quoted(defused(column))), ...rows.map((row) => columns.map((column) => cell(row.get(column))))];
  return lines.map((line) => line.join(',')).join('\n');
}

/** Objects become columns; lists and JSON stay one value. */
function flatten(item: unknown): Map<string, unknown> {
  const row = new Map<string, unknown>();
  const add = (value: unknown, path: string) => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0) {
      for (const [key, inner] of Object.entries(value)) add(inner, path === '' ? key : `${path}.${key}`);
    } else row.set(path === '' ? 'id' : path, value);
  };
  add(item, '');
  return row;
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return quoted(defused(typeof value === 'string' ? value : JSON.stringify(value)));
}

function defused(text: string): string {
  return /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
