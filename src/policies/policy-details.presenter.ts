import { seededWords } from '../activity/names';
import type { PolicyField } from './policy-changes';
import type { PolicyDraft, PolicyFields } from './policy-draft';
import { CONTROLS } from './policy-form';
import { policyIcon, policyIconChoices } from './policy-icons';

export interface DetailField {
  readonly name: string;
  readonly value: string;
  /** What the field was before it was changed and not saved; null where it was not. */
  readonly was: string | null;
  readonly error: string | null;
}

export interface ToggleField extends DetailField {
  readonly isOn: boolean;
}

export interface PolicyDetails {
  readonly name: DetailField;
  readonly icon: DetailField & { readonly options: readonly { readonly value: string; readonly label: string; readonly selected: boolean }[] };
  readonly description: DetailField;
  readonly appAccess: ToggleField;
  readonly adminAccess: ToggleField;
  readonly enforceTfa: ToggleField & { readonly hint: string; readonly isLocked: boolean };
  readonly ipAccess: DetailField;
  /** What the author saw stored, and what this rendering shows: so that the next post can tell what was typed in it. */
  readonly hidden: readonly { readonly name: string; readonly value: string }[];
}

export interface PolicyDetailsFacts {
  readonly isNew: boolean;
  readonly stored: PolicyFields;
  readonly draft: PolicyDraft;
  readonly errorOf: Readonly<Record<string, string>>;
  /** Requiring a second factor would ask the editor for one, too. */
  readonly wouldAskEditor: boolean;
  /** It asks holders for two-factor sign-in, and only an administrator can let them off. */
  readonly keepsTwoFactor: boolean;
}

const TWO_FACTOR_HINT = 'Holders who have not set up two-factor sign-in can do nothing else before they have. Until then their API tokens are refused, too.';

/** The fields of the policy as the form shows them: stored, or staged with what they were. */
export function policyDetails({ isNew, stored, draft, errorOf, wouldAskEditor, keepsTwoFactor }: PolicyDetailsFacts): PolicyDetails {
  const shown = shownFields(stored, draft);
  const field = (of: PolicyField, was: (value: string | null) => string): DetailField => ({
    name: CONTROLS[of],
    value: shown[of] ?? '',
    was: draft.fields[of] && !isNew ? was(draft.fields[of].seen) : null,
    error: errorOf[CONTROLS[of]] ?? null,
  });
  const toggle = (of: PolicyField): ToggleField => ({ ...field(of, (value) => (value === 'true' ? 'on' : 'off')), isOn: shown[of] === 'true' });
  const isLocked = keepsTwoFactor && shown.enforceTfa === 'true';
  const orEmpty = (value: string | null) => seededWords(value) || 'empty';
  return {
    name: field('name', orEmpty),
    icon: { ...field('icon', policyIcon), options: policyIconChoices(shown.icon) },
    description: field('description', orEmpty),
    appAccess: toggle('appAccess'),
    adminAccess: toggle('adminAccess'),
    enforceTfa: {
      ...toggle('enforceTfa'),
      hint: `${TWO_FACTOR_HINT}${wouldAskEditor ? ' That includes you: you hold this policy and have not set it up.' : ''}${isLocked ? ' Only an administrator can let them off.' : ''}`,
      isLocked,
    },
    ipAccess: field('ipAccess', (value) => (value ? value.split('\n').join(', ') : 'every address')),
    hidden: (Object.keys(CONTROLS) as PolicyField[]).flatMap((of) => [
      { name: `seen[${CONTROLS[of]}]`, value: (draft.fields[of] ? draft.fields[of].seen : stored[of]) ?? '' },
      { name: `shown[${CONTROLS[of]}]`, value: shown[of] ?? '' },
    ]),
  };
}

/** The fields with what is staged on them, in words: what was seeded as a key and is not typed over stays a key. */
export function shownFields(stored: PolicyFields, draft: PolicyDraft): PolicyFields {
  const entries = (Object.keys(CONTROLS) as PolicyField[]).map((field) => [field, seededWords(draft.fields[field] ? draft.fields[field].value : stored[field])] as const);
  return Object.fromEntries(entries) as PolicyFields;
}
