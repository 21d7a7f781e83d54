import type { Operand, TimeShift, Variable, VariableName } from '../ast';
import { VALUE_LENGTH } from '../limits';
import { mistake } from './mistake';
import { storable } from './parse-values';

/** null is an operand of its own, since nothing can be equal to it. */
export type ParsedOperand = Operand | null;

/** The texts `true`, `false`, `null` mean what they say everywhere; `$NOW(-1 day)` and its like stay symbols until the query is run. */
export function parseOperand(raw: unknown, operator: string, path: string): ParsedOperand {
  if (raw === null) return null;
  if (typeof raw === 'boolean') return { kind: 'literal', value: raw };
  if (typeof raw === 'number' && Number.isFinite(raw)) return { kind: 'literal', value: raw };
  if (typeof raw !== 'string') throw mistake(path, `The filter value for "${operator}" has to be a string, number, or boolean`);
  if (raw === 'true') return { kind: 'literal', value: true };
  if (raw === 'false') return { kind: 'literal', value: false };
  if (raw === 'null' || raw === 'NULL') return null;
  if (raw.length > VALUE_LENGTH) throw mistake(path, `a value can have at most ${VALUE_LENGTH} characters`);
  return variable(raw, path) ?? { kind: 'literal', value: storable(raw, path) };
}

const NAMES: ReadonlySet<string> = new Set<VariableName>(['$CURRENT_USER', '$CURRENT_ROLE', '$CURRENT_ROLES', '$CURRENT_POLICIES']);

function variable(text: string, path: string): Operand | null {
  if (text.startsWith('$NOW')) return now(text, path);
  if (!text.startsWith('$CURRENT_')) return null;
  const [name, ...steps] = text.split('.');
  const isPlain = steps.every((step) => /^[a-z][a-z0-9_]*$/i.test(step));
  // A misspelt variable is one without a value: it must not become a text that something could differ from.
  return NAMES.has(name!) && isPlain ? { kind: 'variable', name: name as VariableName, path: steps, shift: null } : { kind: 'unknown' };
}

const UNITS: Readonly<Record<string, TimeShift['unit']>> = {
  ms: 'millisecond', millisecond: 'millisecond', s: 'second', sec: 'second', second: 'second', m: 'minute', min: 'minute', minute: 'minute', h: 'hour', hr: 'hour', hour: 'hour',
  d: 'day', day: 'day', w: 'week', week: 'week', mo: 'month', month: 'month', y: 'year', yr: 'year', year: 'year',
};

function now(text: string, path: string): Variable {
  if (text === '$NOW' || text === '$NOW()') return { kind: 'variable', name: '$NOW', path: [], shift: null };
  const match = /^\$NOW\(\s*([+-]?\s*\d{1,9}(?:\.\d{1,3})?)\s*([a-z]*)\s*\)$/i.exec(text);
  const word = match?.[2]!.toLowerCase() ?? '';
  const unit = word === '' ? 'day' : (UNITS[word] ?? UNITS[word.replace(/s$/, '')]);
  if (!match || !unit) throw mistake(path, 'is not a point in time; write $NOW or, for instance, $NOW(-1 day)');
  return { kind: 'variable', name: '$NOW', path: [], shift: { amount: Number(match[1]!.replace(/\s/g, '')), unit } };
}
