import type { FormBody } from '../doors/html/form-reader';
import type { StaleEdit } from '../platform/errors/errors';

export interface SettingsConflictPage {
  readonly rows: readonly { readonly label: string; readonly seen: string; readonly theirs: string; readonly mine: string }[];
  /** The form that was sent, again, ready to be laid on top of what is there now. */
  readonly fields: readonly { readonly name: string; readonly value: string }[];
  readonly discardUrl: string;
}

/** Made anew for each form (`_csrf`, `_form`), or replaced here. */
const NOT_CARRIED = new Set(['_csrf', '_form', 'seen', 'action']);

export function settingsConflictPage(stale: readonly StaleEdit[], body: FormBody, seen: string): SettingsConflictPage {
  const shown = (value: string | null) => value ?? 'Nothing';
  return {
    rows: stale.map(({ label, seen: was, theirs, mine }) => ({ label, seen: shown(was), theirs: shown(theirs), mine: shown(mine) })),
    fields: [...fieldsOf(body), { name: 'seen', value: seen }, { name: 'action', value: 'save' }],
    discardUrl: '/admin/settings',
  };
}

/** A parsed body as the flat list of fields that it was made of. */
function fieldsOf(body: FormBody): { name: string; value: string }[] {
  return Object.entries(body).filter(([name]) => !NOT_CARRIED.has(name)).flatMap(([name, value]) => flat(name, value));
}

function flat(name: string, value: unknown): { name: string; value: string }[] {
  if (typeof value === 'string') return [{ name, value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => flat(`${name}[${key}]`, inner));
}
