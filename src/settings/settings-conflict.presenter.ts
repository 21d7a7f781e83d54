import type { StaleEdit } from '../platform/errors/errors';
import { fieldsOf, type SettingsForm } from './settings-form';

export interface SettingsConflictPage {
  readonly rows: readonly { readonly label: string; readonly seen: string; readonly theirs: string; readonly mine: string }[];
  /** The author's changes on top of what is there now, ready to be sent. */
  readonly fields: readonly { readonly name: string; readonly value: string }[];
  readonly discardUrl: string;
}

export function settingsConflictPage(facts: { stale: readonly StaleEdit[]; form: SettingsForm; seen: string; draftId: string | null }): SettingsConflictPage {
  const { stale, form, seen, draftId } = facts;
  const shown = (value: string | null) => value ?? 'Nothing';
  return {
    rows: stale.map(({ label, seen: was, theirs, mine }) => ({ label, seen: shown(was), theirs: shown(theirs), mine: shown(mine) })),
    fields: [...fieldsOf(form), { name: 'seen', value: seen }, { name: 'action', value: 'save' }, ...(draftId ? [{ name: 'draft', value: draftId }] : [])],
    discardUrl: '/admin/settings',
  };
}
