import { flag, list, text, type FormBody } from '../doors/html/form-reader';
import { FailedValidationError, InvalidPayloadError } from '../platform/errors/errors';
import { throwAll } from '../platform/errors/application-error';
import { jsonMistakeAt, placeOf } from './json-place';
import { UNLIMITED, type CellLevel } from './matrix.presenter';
import type { Rule } from './policy-rule';

/** A rule as its form has it: texts, so that a mistake can be shown with what was typed. */
export interface TypedRule {
  readonly id: number | null;
  readonly allFields: boolean;
  readonly fields: readonly string[];
  readonly permissions: string;
  readonly validation: string;
  readonly presets: string;
}

/** The form of one cell of the matrix. */
export interface RuleForm {
  readonly level: CellLevel;
  readonly rules: readonly TypedRule[];
  readonly step: { readonly kind: 'apply' | 'add' } | { readonly kind: 'remove'; readonly index: number };
}

const RULES_AT_MOST = 20;
const BLANK: TypedRule = Object.freeze({ id: null, allFields: true, fields: [], permissions: '', validation: '', presets: '' });

export function parseRuleForm(body: FormBody): RuleForm {
  const groups = typeof body['rules'] === 'object' && body['rules'] !== null ? Object.values(body['rules']) : [];
  const rules = groups.slice(0, RULES_AT_MOST).map((group) => typedRule(typeof group === 'object' && group !== null ? (group as FormBody) : {}));
  const level = (['none', 'all', 'custom'] as const).find((candidate) => candidate === text(body, 'level'));
  if (!level) throw new FailedValidationError({ field: 'level', type: 'required' });
  return { level, rules, step: stepOf(text(body, 'step')) };
}

/** The form of the rules as they are. There is always one to type in. */
export function typedRules(rules: readonly Rule[]): TypedRule[] {
  const typed = rules.map((rule) => ({
    id: rule.id,
    allFields: rule.fields?.includes('*') ?? false,
    fields: rule.fields?.filter((field) => field !== '*') ?? [],
    permissions: jsonText(rule.permissions),
    validation: jsonText(rule.validation),
    presets: jsonText(rule.presets),
  }));
  return typed.length > 0 ? typed : [BLANK];
}

export function withBlank(rules: readonly TypedRule[]): TypedRule[] {
  return rules.length < RULES_AT_MOST ? [...rules, BLANK] : [...rules];
}

/** What the cell is to hold. Throws every mistake at its control: `rules.0.permissions`. `seen` gives "All" a rule to keep. */
export function wantedRules({ level, rules }: RuleForm, seen: readonly Rule[]): Rule[] {
  if (level === 'none') return [];
  if (level === 'all') return [{ ...UNLIMITED, id: seen[0]?.id ?? null }];
  const mistakes: FailedValidationError[] = [];
  const read = (index: number, field: 'permissions' | 'validation' | 'presets', typed: string) => {
    const mistake = mistakeIn(typed);
    if (mistake === null) return typed === '' ? null : (JSON.parse(typed) as Record<string, unknown>);
    mistakes.push(new FailedValidationError({ field: ruleControl(index, field), type: 'json', valid: mistake }));
    return null;
  };
  const known = new Set(seen.map(({ id }) => id));
  const wanted = rules.map((rule, index) => ({
    id: rule.id !== null && known.has(rule.id) ? rule.id : null,
    fields: rule.allFields ? ['*'] : rule.fields.length > 0 ? [...rule.fields] : null,
    permissions: read(index, 'permissions', rule.permissions),
    validation: read(index, 'validation', rule.validation),
    presets: read(index, 'presets', rule.presets),
  }));
  throwAll(mistakes);
  return wanted;
}

/** The name of a control of one rule. */
export function ruleControl(index: number, field: string): string {
  return `rules[${index}][${field}]`;
}

function typedRule(group: FormBody): TypedRule {
  const id = Number(text(group, 'id'));
  // A collection of another program has no list to tick: its fields are typed, comma or line separated.
  const typed = text(group, 'typed_fields').split(/[\s,]+/).filter(Boolean);
  return {
    id: Number.isInteger(id) && id > 0 ? id : null,
    allFields: flag(group, 'all_fields'),
    fields: [...new Set([...list(group, 'fields'), ...typed])].slice(0, 1000),
    permissions: text(group, 'permissions'),
    validation: text(group, 'validation'),
    presets: text(group, 'presets'),
  };
}

function stepOf(step: string): RuleForm['step'] {
  const index = /^remove:(\d{1,2})$/.exec(step)?.[1];
  if (index !== undefined) return { kind: 'remove', index: Number(index) };
  if (step === 'add') return { kind: 'add' };
  if (step === 'apply' || step === '') return { kind: 'apply' };
  throw new InvalidPayloadError({ reason: '"step" is not one of the buttons of this page' });
}

function jsonText(value: Record<string, unknown> | null): string {
  return value === null || Object.keys(value).length === 0 ? '' : JSON.stringify(value, null, 2);
}

/** Why a text is no JSON object; null where it is one, or empty. */
function mistakeIn(typed: string): string | null {
  if (typed === '') return null;
  const offset = jsonMistakeAt(typed);
  if (offset !== null) return `Look at ${placeOf(typed, offset)}.`;
  return typed.startsWith('{') ? null : 'It has to begin with { and end with }.';
}
