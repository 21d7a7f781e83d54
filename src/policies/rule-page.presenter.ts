import type { Action } from '../access/permissions/stored-rules';
import { fieldLabel } from '../activity/field-words';
import type { FormErrors } from '../doors/html/field-messages';
import { collectionLabel } from './collection-words';
import type { CellLevel } from './matrix.presenter';
import { cellUrl, AT_MATRIX, policyUrl } from './policy-urls';
import type { RuleBuilderOffer } from './rule-builder';
import { ruleControl, type TypedRule } from './rule-form';

export interface RuleControl {
  readonly name: string;
  readonly hint: string;
  readonly value: string;
  readonly error: string | null;
}

export interface RuleBlock {
  readonly heading: string;
  readonly idName: string;
  readonly id: string;
  readonly allFields: { readonly name: string; readonly isOn: boolean };
  /** Known fields to tick; empty for a collection of another program. */
  readonly fields: readonly { readonly name: string; readonly value: string; readonly label: string; readonly isTicked: boolean }[];
  readonly typedFields: RuleControl | null;
  /** Deleting and sharing touch whole items. */
  readonly hasFields: boolean;
  readonly permissions: RuleControl | null;
  readonly validation: RuleControl | null;
  readonly presets: RuleControl | null;
  readonly removeStep: string | null;
  /** The one that was just added, or that stands where one was removed: reading goes on there. */
  readonly hasFocus: boolean;
}

export interface RulePage {
  readonly heading: string;
  readonly policyName: string;
  readonly sentence: string;
  readonly postUrl: string;
  readonly cancelUrl: string;
  readonly draft: string;
  readonly levels: readonly { readonly value: CellLevel; readonly label: string; readonly hint: string; readonly checked: boolean }[];
  readonly rules: readonly RuleBlock[];
  /** What the rows of rules and presets offer, as JSON. */
  readonly offer: string;
  readonly errors: FormErrors['summary'];
}

export interface RulePageFacts {
  readonly policyId: string | null;
  readonly policyName: string;
  readonly draftId: string | null;
  readonly collection: string;
  readonly action: Action;
  readonly level: CellLevel;
  readonly rules: readonly TypedRule[];
  /** Field names of the collection; null where it belongs to another program. */
  readonly knownFields: readonly string[] | null;
  readonly offer: RuleBuilderOffer;
  readonly errors: FormErrors;
  /** Index of the rule that reading goes on with; null: from the start. */
  readonly focused: number | null;
}

const VERBS: Record<Action, string> = { create: 'create', read: 'read', update: 'change', delete: 'delete', share: 'share' };

const HINTS = {
  permissions: 'A filter in JSON: only items that it matches. For one’s own row: { "id": { "_eq": "$CURRENT_USER" } }. Empty: every item.',
  validation: 'A filter in JSON that what is written has to match.',
  presets: 'Values in JSON that are filled in where none is sent.',
} as const;

/** One cell of the matrix: none, all, or rules of its own. */
export function rulePage(facts: RulePageFacts): RulePage {
  const { policyId, policyName, draftId, collection, action, level, errors } = facts;
  const label = collectionLabel(collection);
  return {
    heading: `${label}: ${action}`,
    policyName,
    sentence: `What holders of ${policyName} may ${VERBS[action]} in ${label}.`,
    postUrl: cellUrl(policyId, draftId, collection, action),
    cancelUrl: `${policyUrl(policyId, { draft: draftId })}${AT_MATRIX}`,
    draft: draftId ?? '',
    levels: [
      { value: 'none', label: 'None', hint: `They may not ${VERBS[action]} anything here.`, checked: level === 'none' },
      { value: 'all', label: 'All', hint: `Every item and every field.`, checked: level === 'all' },
      { value: 'custom', label: 'Custom', hint: 'What the rules below say.', checked: level === 'custom' },
    ],
    rules: facts.rules.map((rule, index) => block(rule, index, facts)),
    offer: JSON.stringify(facts.offer),
    errors: errors.summary,
  };
}

/** Labels of the controls, so that a mistake is told in their words. */
export function ruleLabels(count: number): Record<string, string> {
  const labels = { permissions: 'Row rule', validation: 'Validation', presets: 'Presets', fields: 'Fields' };
  return Object.fromEntries(Array.from({ length: count }, (_, index) => Object.entries(labels).map(([field, label]) => [ruleControl(index, field), count > 1 ? `${label} of rule ${index + 1}` : label])).flat()) as Record<string, string>;
}

function block(rule: TypedRule, index: number, { action, knownFields, rules, errors, focused }: RulePageFacts): RuleBlock {
  const control = (field: 'permissions' | 'validation' | 'presets'): RuleControl => ({ hint: HINTS[field], name: ruleControl(index, field), value: rule[field], error: errors.byField[ruleControl(index, field)] ?? null });
  const writes = action === 'create' || action === 'update';
  const ticked = new Set(rule.fields);
  const unknown = rule.fields.filter((field) => !knownFields?.includes(field));
  return {
    heading: rules.length > 1 ? `Rule ${index + 1}` : 'Rule',
    idName: ruleControl(index, 'id'),
    id: rule.id === null ? '' : String(rule.id),
    allFields: { name: ruleControl(index, 'all_fields'), isOn: rule.allFields },
    fields: (knownFields ?? []).map((field) => ({ name: `${ruleControl(index, 'fields')}[]`, value: field, label: fieldLabel(field), isTicked: ticked.has(field) })),
    typedFields: knownFields && unknown.length === 0 ? null : { name: ruleControl(index, 'typed_fields'), value: unknown.join(', '), hint: '', error: null },
    hasFields: action !== 'delete' && action !== 'share',
    // A new item is in no row yet, so a row rule cannot be asked about it.
    permissions: action === 'create' ? null : control('permissions'),
    validation: writes ? control('validation') : null,
    presets: writes ? control('presets') : null,
    removeStep: rules.length > 1 ? `remove:${index}` : null,
    hasFocus: index === focused,
  };
}
