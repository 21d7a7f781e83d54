import type { StaleEdit } from '../platform/errors/errors';
import { POLICY_FIELDS, type PolicyChanges, type PolicyField } from './policy-changes';
import { cellSubject, sameRules, type Rule } from './policy-rule';

/** What the author of a change had in front of them; what is absent is not compared. REST sends none: the last writer wins. */
export interface SeenPolicy {
  readonly fields?: Partial<Record<PolicyField, unknown>>;
  readonly cells?: readonly { readonly collection: string; readonly action: string; readonly rules: readonly Rule[] }[];
}

export interface PolicyNow {
  readonly fields: Record<PolicyField, unknown>;
  readonly rules: readonly (Rule & { readonly collection: string; readonly action: string })[];
}

export const POLICY_LABELS: Record<PolicyField, string> = {
  name: 'Name', icon: 'Icon', description: 'Description', ipAccess: 'IP addresses', enforceTfa: 'Require two-factor sign-in', adminAccess: 'Administrator rights', appAccess: 'App access',
};

/** What somebody else changed on the very things that this change touches, unless both want the same. */
export function stalePolicy(changes: PolicyChanges, seen: SeenPolicy, now: PolicyNow): StaleEdit[] {
  return [...staleFields(changes, seen.fields ?? {}, now.fields), ...staleCells(seen.cells ?? [], now.rules)];
}

function staleFields(changes: PolicyChanges, seen: Partial<Record<PolicyField, unknown>>, now: Record<PolicyField, unknown>): StaleEdit[] {
  return POLICY_FIELDS.filter((field) => changes[field] !== undefined && field in seen)
    .filter((field) => !same(seen[field], now[field]) && !same(changes[field], now[field]))
    .map((field) => ({ subject: field, label: POLICY_LABELS[field], seen: words(seen[field]), theirs: words(now[field]), mine: words(changes[field]), current: formText(now[field]) }));
}

function staleCells(seen: NonNullable<SeenPolicy['cells']>, now: PolicyNow['rules']): StaleEdit[] {
  return seen.flatMap(({ collection, action, rules }) => {
    const current = now.filter((rule) => rule.collection === collection && rule.action === action).map(({ collection: _c, action: _a, ...rule }) => rule);
    if (sameRules(rules, current)) return [];
    const label = `${action} ${collection.replace(/^directus_/, '')}`;
    return [{ subject: cellSubject(collection, action), label, seen: ruleWords(rules), theirs: ruleWords(current), mine: 'your rules', current: JSON.stringify(current) }];
  });
}

function ruleWords(rules: readonly Rule[]): string {
  if (rules.length === 0) return 'none';
  return rules.length === 1 ? 'one rule' : `${rules.length} rules`;
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(orNull(a)) === JSON.stringify(orNull(b));
}

/** No list and an empty one let in the same addresses. */
function orNull(value: unknown): unknown {
  return Array.isArray(value) && value.length === 0 ? null : (value ?? null);
}

function words(value: unknown): string | null {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return Array.isArray(value) ? value.join(', ') || null : value === null || value === undefined ? null : String(value);
}

/** As the form would show it. */
export function formText(value: unknown): string | null {
  if (Array.isArray(value)) return value.join('\n') || null;
  return value === null || value === undefined ? null : String(value);
}
