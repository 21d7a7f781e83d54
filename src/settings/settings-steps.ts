import { FailedValidationError } from '../platform/errors/errors';
import { rulesOf } from './address-rules';
import { filterIn, type FilterForm, type SettingsForm } from './settings-form';

/**
 * What a button of the form does to the form before it is shown again; null for a button that is no step. Saving and discarding
 * are no steps: they end the edit.
 */
export function afterStep(form: SettingsForm, action: string): SettingsForm | null {
  const filter = filterAfter(form.filter, action);
  return filter ? { ...form, filter } : null;
}

/** Where on the page the step happened, so that the browser comes back to it. */
export function placeOf(action: string): string {
  return action === 'test' ? 'test-address' : 'address-filter';
}

function filterAfter(filter: FilterForm, action: string): FilterForm | null {
  if (action === 'test') return filter;
  if (action === 'add-rule') return { ...filter, rules: [...filter.rules, { kind: 'ends_with', value: '' }] };
  if (action === 'use-json') return { ...filter, mode: 'json', json: pretty(filterIn(filter)) };
  if (action === 'use-rules') return asRules(filter);
  const removed = /^remove-rule-(\d{1,3})$/.exec(action)?.[1];
  return removed === undefined ? null : { ...filter, rules: filter.rules.filter((_, index) => index !== Number(removed)) };
}

function asRules(filter: FilterForm): FilterForm {
  const rules = rulesOf(filterIn({ ...filter, mode: 'json' }));
  if (!rules) throw new FailedValidationError({ field: 'public_registration_email_filter', type: 'in' });
  return { ...filter, ...rules, mode: 'rules' };
}

function pretty(filter: unknown): string {
  return filter === null ? '' : JSON.stringify(filter, null, 2);
}
