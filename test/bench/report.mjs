// The table that is printed, as Markdown.

export function table(head, rows) {
  const width = head.map((_, column) => Math.max(...[head, ...rows].map((row) => String(row[column]).length)));
  const line = (cells) => `| ${cells.map((cell, column) => (column === 0 ? String(cell).padEnd(width[column]) : String(cell).padStart(width[column]))).join(' | ')} |`;
  return [line(head), `|${width.map((size, column) => (column === 0 ? '-'.repeat(size + 2) : `${'-'.repeat(size + 1)}:`)).join('|')}|`, ...rows.map(line)].join('\n');
}

export function number(value) {
  if (value === null || Number.isNaN(value)) return '';
  return value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toFixed(value >= 10 ? 1 : 2);
}

export function times(value, by) {
  return value === undefined || by === undefined ? '' : `${number(value / by)}×`;
}

export function percent(value, of) {
  return value === undefined || of === undefined ? '' : `${Math.round((100 * value) / of)} %`;
}
