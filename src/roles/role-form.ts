import { InvalidPayloadError } from '../platform/errors/errors';
import { refuseOthers, text, textOrNull, type FormBody } from '../doors/html/form-reader';
import { listPlace } from '../doors/html/picker-form';
import type { TypedField } from '../platform/drafts/field-edits';
import { ROLE_FIELDS, type RoleField, type RoleFields, type StagedEdit } from './role-draft';

/** What a button of the role form asks for, apart from Save. */
export type RoleStep =
  | { readonly kind: 'keep' | 'enter' | 'search' | 'review' | 'create-new' | 'add-existing' | 'invite' | 'delete' | 'attach' | 'discard' }
  | { readonly kind: 'page'; readonly page: number }
  | { readonly kind: 'edit-new' | 'leave' | 'detach'; readonly id: string }
  | { readonly kind: 'undo'; readonly edit: StagedEdit };

/** The one form of the role page, as it was posted: the draft it belongs to, what was typed, and the list's place. */
export interface RoleForm {
  readonly draft: string | null;
  readonly typed: Partial<Record<RoleField, TypedField>>;
  readonly search: string;
  /** The search that the list showed: Enter means "search" where it differs, and "keep what I typed" elsewhere. */
  readonly shownSearch: string;
  readonly page: number;
  /** Chosen under Policies, for the step `attach`. */
  readonly policy: string | null;
  /** The button stands on the review page, and that is where to go back to. */
  readonly isReview: boolean;
}

/** Names of the form's controls, by field. */
export const CONTROLS: Record<RoleField, string> = { name: 'name', icon: 'icon', description: 'description', parentId: 'parent' };

const KEYS = new Set(['_csrf', '_form', 'draft', 'seen', 'shown', 'search', 'shown_search', 'page', 'policy', 'step', 'from', ...Object.values(CONTROLS)]);
const PLAIN_STEPS = ['keep', 'enter', 'search', 'review', 'create-new', 'add-existing', 'invite', 'delete', 'attach', 'discard'] as const;
const UNDO_KINDS = ['field', 'create', 'join', 'leave', 'attach', 'detach'] as const;

/** `stored` stands in where the form does not say what it showed. A field that the body does not have stays as it is. */
export function parseRoleForm(body: FormBody, stored: RoleFields): RoleForm {
  refuseOthers(body, KEYS);
  const typed: Partial<Record<RoleField, TypedField>> = {};
  for (const field of ROLE_FIELDS) {
    if (!(CONTROLS[field] in body)) continue;
    const seen = hidden(body['seen'], field) ?? { value: stored[field] };
    const shown = hidden(body['shown'], field) ?? seen;
    typed[field] = { seen: seen.value, shown: shown.value, value: valueOf(body, field) };
  }
  return { draft: textOrNull(body, 'draft'), typed, ...listPlace(body), shownSearch: listPlace({ search: body['shown_search'] }).search, policy: textOrNull(body, 'policy'), isReview: text(body, 'from') === 'review' };
}

/** The button that was pressed. Its value is `step`, or `step:what`. */
export function parseStep(body: FormBody): RoleStep {
  const [kind, first, ...rest] = text(body, 'step').split(':');
  const plain = PLAIN_STEPS.find((step) => step === kind);
  if (plain && first === undefined) return { kind: plain };
  if (kind === 'page' && Number.isInteger(Number(first)) && Number(first) >= 1) return { kind, page: Number(first) };
  if ((kind === 'leave' || kind === 'detach' || kind === 'edit-new') && first) return { kind, id: first };
  const undone = UNDO_KINDS.find((candidate) => candidate === first);
  const id = rest.join(':');
  if (kind === 'undo' && undone === 'field' && isField(id)) return { kind, edit: { kind: undone, id } };
  if (kind === 'undo' && undone && undone !== 'field' && id) return { kind, edit: { kind: undone, id } };
  throw new InvalidPayloadError({ reason: '"step" is not one of the buttons of this page' });
}

/** The value of the button that takes a staged edit back. */
export function undoStep(edit: StagedEdit): string {
  return `undo:${edit.kind}:${edit.id}`;
}

function valueOf(body: FormBody, field: RoleField): string | null {
  // An empty name is a mistake to be shown, and not the same as no name at all.
  return field === 'name' ? text(body, CONTROLS[field]) : textOrNull(body, CONTROLS[field]);
}

function hidden(group: unknown, field: RoleField): { value: string | null } | null {
  if (typeof group !== 'object' || group === null || !(CONTROLS[field] in group)) return null;
  return { value: valueOf({ [CONTROLS[field]]: (group as Record<string, unknown>)[CONTROLS[field]] }, field) };
}

function isField(text: string): text is RoleField {
  return (ROLE_FIELDS as readonly string[]).includes(text);
}
