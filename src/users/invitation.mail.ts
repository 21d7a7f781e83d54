import { safeName } from '../platform/mail/mail-text';

/** What the invitation mail says beside the link, its expiry and the project's name, which are added when it is sent. */
export interface InvitationModel {
  /** How the inviter is called: the name, or the address where there is no fit name. */
  readonly inviter: string;
  /** The inviter's address, unless `inviter` is it already. */
  readonly inviterAddress: string | null;
  /** The role that the person will have, or null. */
  readonly role: string | null;
}

export const INVITATION_TEMPLATE = 'invitation';

/**
 * @param inviter the person who invites; null where Usher itself does (the command line)
 * @param fallback the project's name
 */
export function invitationModel(facts: { inviter: { name: string; address: string | null } | null; roleName: string | null; fallback: string }): InvitationModel {
  const { inviter } = facts;
  const name = safeName(inviter?.name);
  return {
    inviter: name ?? inviter?.address ?? safeName(facts.fallback) ?? 'An administrator',
    inviterAddress: name ? (inviter?.address ?? null) : null,
    role: safeName(facts.roleName),
  };
}
