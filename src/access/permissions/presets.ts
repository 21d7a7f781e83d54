import type { Variable } from '../query/ast';
import { parseOperand } from '../query/parse/parse-operand';
import type { VariableValues } from './dynamic-variables';

export type Presets = Readonly<Record<string, unknown>>;

/** What rules fill in; of several the last one wins. A variable without a value is null. */
export function presetsOf(presets: readonly Presets[], values: VariableValues): Record<string, unknown> {
  return Object.fromEntries(presets.flatMap(Object.entries).map(([field, value]) => [field, resolved(value, values)]));
}

export function variablesInPresets(presets: readonly Presets[]): Variable[] {
  return presets.flatMap(Object.values).flatMap((value) => variableOf(value) ?? []);
}

function resolved(value: unknown, values: VariableValues): unknown {
  const variable = variableOf(value);
  if (!variable) return typeof value === 'string' && value.startsWith('$CURRENT_') ? null : value;
  return values(variable)[0] ?? null;
}

function variableOf(value: unknown): Variable | null {
  if (typeof value !== 'string' || !/^\$(?:CURRENT_|NOW)/.test(value)) return null;
  try {
    const operand = parseOperand(value, 'presets', 'presets');
    return operand?.kind === 'variable' ? operand : null;
  } catch {
    // A text that only looks like a point in time is a text.
    return null;
  }
}
