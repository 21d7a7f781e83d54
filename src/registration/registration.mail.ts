import { personName } from '../activity/names';
import { safeName } from '../platform/mail/mail-text';

export const VERIFY_EMAIL_TEMPLATE = 'verify-email';
export const ALREADY_REGISTERED_TEMPLATE = 'already-registered';

/** The mail that asks whether the address is really theirs. A stranger may have typed the name, so only a name gets through. */
export interface VerifyEmailModel {
  readonly name: string | null;
}

export function verifyEmailModel(user: { firstName: string | null; lastName: string | null }): VerifyEmailModel {
  return { name: user.firstName || user.lastName ? safeName(personName(user)) : null };
}

/** The mail to somebody whose address is in the directory when it is registered again. Says what they can do, not who tried. */
export interface AlreadyRegisteredModel {
  readonly canSignIn: boolean;
  readonly wasInvited: boolean;
}

export function alreadyRegisteredModel(status: string): AlreadyRegisteredModel {
  return { canSignIn: status === 'active', wasInvited: status === 'invited' };
}
