import { ACTIONS, type Action } from '../access/permissions/stored-rules';
import { collectionLabel, isOwnCollection, OWN_COLLECTIONS } from './collection-words';
import { type PolicyDraft } from './policy-draft';
import { sameRules, type Rule } from './policy-rule';
import type { RuleRow } from './policy-rows';
import { cellUrl } from './policy-urls';

/** What a cell allows: nothing, every row and field without a condition, or something in between. */
export type CellLevel = 'none' | 'all' | 'custom';

export interface MatrixCell {
  readonly action: Action;
  readonly actionLabel: string;
  readonly level: CellLevel;
  readonly label: string;
  readonly icon: string;
  /** For a screen reader, to whom a column says nothing: "Users, read: custom, not saved". */
  readonly spoken: string;
  readonly isChanged: boolean;
  /** Opens the cell; null where the caller may only look. */
  readonly step: string | null;
  readonly url: string;
}

export interface MatrixRow {
  readonly collection: string;
  readonly label: string;
  /** Whether it is a collection of another program. */
  readonly isForeign: boolean;
  readonly cells: readonly MatrixCell[];
  readonly allStep: string | null;
  readonly noneStep: string | null;
}

export interface Matrix {
  readonly actions: readonly { readonly action: string; readonly label: string }[];
  readonly rows: readonly MatrixRow[];
  /** Instead of the matrix where administrator rights make every rule pointless. */
  readonly isUnlimited: boolean;
  readonly canChange: boolean;
}

export interface MatrixFacts {
  readonly policyId: string | null;
  readonly draftId: string | null;
  readonly rules: readonly RuleRow[];
  readonly draft: PolicyDraft;
  readonly isAdmin: boolean;
  readonly canChange: boolean;
  /** Collections of other programs that the author asked for and that have no rule yet. */
  readonly extra?: readonly string[];
}

const LEVELS: Record<CellLevel, { label: string; icon: string }> = { none: { label: 'None', icon: 'ban' }, all: { label: 'All', icon: 'check' }, custom: { label: 'Custom', icon: 'sliders-horizontal' } };

/** Collections × actions, stored or staged. */
export function matrix(facts: MatrixFacts): Matrix {
  const { rules, draft, isAdmin, canChange, extra = [] } = facts;
  const foreign = new Set([...rules.map(({ collection }) => collection), ...draft.cells.map(({ collection }) => collection), ...extra].filter((name) => !isOwnCollection(name)));
  return {
    actions: ACTIONS.map((action) => ({ action, label: actionLabel(action) })),
    rows: [...Object.keys(OWN_COLLECTIONS), ...[...foreign].sort()].map((collection) => row(collection, facts)),
    isUnlimited: isAdmin,
    canChange,
  };
}

function row(collection: string, facts: MatrixFacts): MatrixRow {
  const label = collectionLabel(collection);
  return {
    collection,
    label,
    isForeign: !isOwnCollection(collection),
    cells: ACTIONS.map((action) => cell(collection, action, label, facts)),
    allStep: facts.canChange ? `row:all:${collection}` : null,
    noneStep: facts.canChange ? `row:none:${collection}` : null,
  };
}

function cell(collection: string, action: Action, label: string, { policyId, draftId, rules, draft, canChange }: MatrixFacts): MatrixCell {
  const stored = rulesOfCell(rules, collection, action);
  const edit = draft.cells.find((candidate) => candidate.collection === collection && candidate.action === action);
  const shown = edit ? edit.wanted : stored;
  const level = levelOf(shown);
  const isChanged = edit !== undefined && !sameRules(edit.wanted, stored);
  return {
    action,
    actionLabel: actionLabel(action),
    level,
    ...LEVELS[level],
    spoken: `${label}, ${action}: ${LEVELS[level].label.toLowerCase()}${isChanged ? ', not saved' : ''}`,
    isChanged,
    step: canChange ? `cell:${action}:${collection}` : null,
    url: cellUrl(policyId, draftId, collection, action),
  };
}

function actionLabel(action: string): string {
  return action[0]!.toUpperCase() + action.slice(1);
}

/** The stored rules of one cell, as a draft keeps them. */
export function rulesOfCell(rules: readonly RuleRow[], collection: string, action: string): Rule[] {
  return rules
    .filter((rule) => rule.collection === collection && rule.action === action)
    .map(({ id, fields, permissions, validation, presets }) => ({ id, fields, permissions, validation, presets }))
    .sort((a, b) => a.id - b.id);
}

export function levelOf(rules: readonly Rule[]): CellLevel {
  if (rules.length === 0) return 'none';
  return rules.some(isUnlimited) ? 'all' : 'custom';
}

/** Every row, every field, nothing asked and nothing preset. */
export const UNLIMITED: Rule = Object.freeze({ id: null, fields: ['*'], permissions: null, validation: null, presets: null });

function isUnlimited({ id, ...rule }: Rule): boolean {
  return sameRules([{ id, ...rule }], [{ ...UNLIMITED, id }]);
}
