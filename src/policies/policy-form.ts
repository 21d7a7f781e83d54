import { flag, refuseOthers, text, textOrNull, type FormBody } from '../doors/html/form-reader';
import { InvalidPayloadError } from '../platform/errors/errors';
import type { PolicyField } from './policy-changes';
import { FORM_FIELDS, type PolicyFields, type StagedEdit, type StagedHolder } from './policy-draft';
import type { TypedField } from '../platform/drafts/field-edits';

/** What a button of the policy form asks for, apart from Save. */
export type PolicyStep =
  | { readonly kind: 'keep' | 'enter' | 'review' | 'add-role' | 'add-users' | 'add-public' | 'delete' | 'discard' | 'add-collection' }
  | { readonly kind: 'page'; readonly page: number }
  | { readonly kind: 'detach'; readonly accessId: string }
  | { readonly kind: 'cell'; readonly collection: string; readonly action: string }
  | { readonly kind: 'row'; readonly to: 'all' | 'none'; readonly collection: string }
  | { readonly kind: 'undo'; readonly edit: StagedEdit };

/** The one form of the policy page, as it was posted: the draft it belongs to, what was typed, and the list's place. */
export interface PolicyForm {
  readonly draft: string | null;
  readonly typed: Partial<Record<PolicyField, TypedField>>;
  readonly page: number;
  /** Chosen under "Who holds it", for the step `add-role`. */
  readonly role: string | null;
  /** Typed under Permissions, for the step `add-collection`. */
  readonly collection: string | null;
}

/** Names of the form's controls, by field: the dialect's names, so that a mistake finds its control. */
export const CONTROLS: Record<PolicyField, string> = {
  name: 'name', icon: 'icon', description: 'description', appAccess: 'app_access', adminAccess: 'admin_access', enforceTfa: 'enforce_tfa', ipAccess: 'ip_access',
};

const FLAGS: readonly PolicyField[] = ['appAccess', 'adminAccess', 'enforceTfa'];
const KEYS = new Set(['_csrf', '_form', 'draft', 'seen', 'shown', 'page', 'role', 'collection', 'step', ...Object.values(CONTROLS)]);
const PLAIN_STEPS = ['keep', 'enter', 'review', 'add-role', 'add-users', 'add-public', 'delete', 'discard', 'add-collection'] as const;

/** `stored` stands in where the form does not say what it showed. A field that the form did not show stays as it is. */
export function parsePolicyForm(body: FormBody, stored: PolicyFields): PolicyForm {
  refuseOthers(body, KEYS);
  const typed: Partial<Record<PolicyField, TypedField>> = {};
  for (const field of FORM_FIELDS) {
    const seen = hidden(body['seen'], field);
    // An unticked box sends nothing: that the form had one is told by what it says to have shown.
    if (!(CONTROLS[field] in body) && !seen) continue;
    const before = seen ?? { value: stored[field] };
    typed[field] = { seen: before.value, shown: (hidden(body['shown'], field) ?? before).value, value: valueOf(body, field) };
  }
  const page = Number(text(body, 'page'));
  return { draft: textOrNull(body, 'draft'), typed, page: Number.isInteger(page) && page >= 1 ? page : 1, role: textOrNull(body, 'role'), collection: textOrNull(body, 'collection') };
}

/** The button that was pressed. Its value is `step`, or `step:what`. */
export function parsePolicyStep(body: FormBody): PolicyStep {
  const [kind, first = '', ...rest] = text(body, 'step').split(':');
  const tail = rest.join(':');
  const plain = PLAIN_STEPS.find((step) => step === kind);
  if (plain && first === '') return { kind: plain };
  if (kind === 'page' && /^[1-9]\d{0,6}$/.test(first)) return { kind, page: Number(first) };
  if (kind === 'detach' && first) return { kind, accessId: first };
  if (kind === 'cell' && first && tail) return { kind, action: first, collection: tail };
  if (kind === 'row' && (first === 'all' || first === 'none') && tail) return { kind, to: first, collection: tail };
  const edit = kind === 'undo' ? stagedEdit(first, tail) : null;
  if (kind === 'undo' && edit) return { kind, edit };
  throw new InvalidPayloadError({ reason: '"step" is not one of the buttons of this page' });
}

/** The value of the button that takes a staged edit back. */
export function undoStep(edit: StagedEdit): string {
  if (edit.kind === 'attach') return `undo:attach:${edit.holder.kind}:${edit.holder.id}`;
  if (edit.kind === 'detach') return `undo:detach:${edit.accessId}`;
  return edit.kind === 'cell' ? `undo:cell:${edit.action}:${edit.collection}` : `undo:field:${edit.id}`;
}

function stagedEdit(kind: string, tail: string): StagedEdit | null {
  const [first = '', ...rest] = tail.split(':');
  const after = rest.join(':');
  const field = FORM_FIELDS.find((candidate) => candidate === tail);
  if (kind === 'field' && field) return { kind, id: field };
  if (kind === 'detach' && tail) return { kind, accessId: tail };
  if (kind === 'cell' && first && after) return { kind, action: first, collection: after };
  const holder = (['role', 'user', 'public'] as const).find((candidate) => candidate === first);
  return kind === 'attach' && holder ? { kind, holder: { kind: holder, id: after } satisfies StagedHolder } : null;
}

function valueOf(body: FormBody, field: PolicyField): string | null {
  if (FLAGS.includes(field)) return String(flag(body, CONTROLS[field]));
  if (field === 'ipAccess') return entries(text(body, CONTROLS[field]));
  // An empty name is a mistake to be shown, and not the same as no name at all.
  return field === 'name' ? text(body, CONTROLS[field]) : textOrNull(body, CONTROLS[field]);
}

/** One entry a line, however they were separated, so that a blank line more is no change. */
function entries(typed: string): string | null {
  return typed.split(/[\n,]/).map((entry) => entry.trim()).filter(Boolean).join('\n') || null;
}

function hidden(group: unknown, field: PolicyField): { value: string | null } | null {
  if (typeof group !== 'object' || group === null || !(CONTROLS[field] in group)) return null;
  return { value: valueOf({ [CONTROLS[field]]: (group as Record<string, unknown>)[CONTROLS[field]] }, field) };
}
