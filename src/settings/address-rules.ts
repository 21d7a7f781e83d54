import type { AddressFilter } from './address-filter';

/** One line of the simple form on the settings page. */
export interface AddressRule {
  readonly kind: AddressRuleKind;
  readonly value: string;
}

export type AddressRuleKind = 'ends_with' | 'is' | 'contains' | 'pattern';
export type AddressMatch = 'any' | 'all';

export interface AddressRules {
  readonly match: AddressMatch;
  readonly rules: readonly AddressRule[];
}

const OPERATORS: Record<AddressRuleKind, string> = { ends_with: '_ends_with', is: '_eq', contains: '_contains', pattern: '_regex' };
const KINDS = Object.fromEntries(Object.entries(OPERATORS).map(([kind, operator]) => [operator, kind])) as Record<string, AddressRuleKind>;

export const ADDRESS_RULE_KINDS = Object.keys(OPERATORS) as AddressRuleKind[];

/** The filter that says what the lines say; no line at all lets every address in. */
export function filterOf({ match, rules }: AddressRules): AddressFilter | null {
  if (rules.length === 0) return null;
  return { [match === 'any' ? '_or' : '_and']: rules.map(({ kind, value }) => ({ email: { [OPERATORS[kind]]: value } })) };
}

/** The lines that say what the filter says, or null where only JSON can say it. */
export function rulesOf(filter: AddressFilter | null): AddressRules | null {
  if (filter === null || Object.keys(filter).length === 0) return { match: 'any', rules: [] };
  if (Object.keys(filter).length !== 1) return null;
  if ('email' in filter) return linesOf('any', [filter]);
  if (Array.isArray(filter['_or'])) return linesOf('any', filter['_or']);
  if (Array.isArray(filter['_and'])) return linesOf('all', filter['_and']);
  return null;
}

function linesOf(match: AddressMatch, parts: readonly unknown[]): AddressRules | null {
  const rules: AddressRule[] = [];
  for (const part of parts) {
    const condition = onlyEntry(part, 'email');
    const [operator, value] = Object.entries(condition ?? {})[0] ?? [];
    const kind = operator === undefined ? undefined : KINDS[operator];
    if (!kind || typeof value !== 'string' || Object.keys(condition!).length !== 1) return null;
    rules.push({ kind, value });
  }
  return { match, rules };
}

function onlyEntry(part: unknown, key: string): Record<string, unknown> | null {
  if (typeof part !== 'object' || part === null || Object.keys(part).join() !== key) return null;
  const value = (part as Record<string, unknown>)[key];
  return typeof value === 'string' ? { _eq: value } : typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
}
