import { createHash } from 'node:crypto';
import { list, text, type FormBody } from '../doors/html/form-reader';
import { InvalidPayloadError, FailedValidationError } from '../platform/errors/errors';
import { MAX_ADDRESSES, parseAddressList, type ListedAddress } from './address-list';

export const INVITE_LABELS = { addresses: 'The list of addresses', role: 'Role' } as const;

/** The body of an invite form. `reviewed` names the list and role whose verdicts were on the page; its choices count for that list alone. */
export interface InviteForm {
  readonly addresses: string;
  readonly roleId: string | null;
  readonly draft: string;
  readonly isReviewed: boolean;
  /** Address keys. */
  readonly again: ReadonlySet<string>;
  readonly giveRole: ReadonlySet<string>;
}

/** @param roleId the role of the page, or undefined where the form has a choice of roles */
export function readInviteForm(body: FormBody, roleId: string | undefined): InviteForm {
  const addresses = text(body, 'addresses');
  const role = roleId ?? (text(body, 'role') || null);
  return {
    addresses,
    roleId: role,
    draft: text(body, 'draft'),
    isReviewed: text(body, 'reviewed') === reviewKey(addresses, role),
    again: new Set(list(body, 'again')),
    giveRole: new Set(list(body, 'give_role')),
  };
}

/** Throws at the field for an empty list, and for one that no person typed. */
export function requireAddresses(form: InviteForm): ListedAddress[] {
  const entries = parseAddressList(form.addresses);
  if (entries.length === 0) throw new FailedValidationError({ field: 'addresses', type: 'required' });
  if (entries.length > MAX_ADDRESSES) throw new InvalidPayloadError({ reason: `The list has ${entries.length} addresses. Invite ${MAX_ADDRESSES} or fewer at once.` });
  return entries;
}

export function reviewKey(addresses: string, roleId: string | null): string {
  return createHash('sha256').update(JSON.stringify([addresses, roleId])).digest('base64url').slice(0, 22);
}
