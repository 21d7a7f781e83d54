import { absoluteTime, relativeTime } from '../doors/html/relative-time';
import { initials, type ProjectLook } from '../doors/html/layout.presenter';
import { NO_ERRORS, type FormErrors } from '../doors/html/field-messages';
import { deviceName } from '../doors/html/device-name';
import type { OwnAccount } from './own-account.service';
import { passwordHint } from '../users/password-hint';

export const ACCOUNT_LABELS = { first_name: 'First name', last_name: 'Last name', current_password: 'Present password', password: 'New password' } as const;

export interface AccountPage {
  readonly name: string;
  readonly initials: string;
  readonly email: string | null;
  readonly role: string | null;
  readonly isAdministrator: boolean;
  readonly policies: readonly { readonly name: string; readonly description: string | null }[];
  readonly hasPolicies: boolean;
  readonly firstName: string;
  readonly lastName: string;
  readonly sessions: readonly { readonly id: string; readonly device: string; readonly where: string; readonly lastUsed: string; readonly signedIn: string; readonly isThisOne: boolean }[];
  readonly hasOtherSessions: boolean;
  readonly twoFactor: TwoFactorCard;
  readonly passwordHint: string;
  /** The application that people come here from. */
  readonly project: { readonly label: string; readonly url: string } | null;
  readonly errors: FormErrors['summary'];
  readonly fieldErrors: { readonly firstName: string | null; readonly lastName: string | null; readonly currentPassword: string | null; readonly password: string | null };
}

interface TwoFactorCard {
  readonly isOn: boolean;
  readonly badge: { readonly label: string; readonly tone: string | null; readonly icon: string };
  readonly text: string;
  readonly codesLeft: string | null;
  readonly warning: string | null;
}

export interface AccountFacts {
  readonly account: OwnAccount;
  readonly twoFactor: { readonly on: boolean; readonly since: Date | null; readonly recoveryCodesLeft: number };
  readonly project: ProjectLook;
  readonly isAdministrator: boolean;
  readonly passwordMinBytes: number;
  readonly now: Date;
  readonly errors?: FormErrors;
  readonly typed?: { readonly firstName: string; readonly lastName: string };
}

export function accountPage(facts: AccountFacts): AccountPage {
  const { account, project, errors = NO_ERRORS } = facts;
  const name = [account.firstName, account.lastName].filter(Boolean).join(' ') || account.email || 'Somebody without a name';
  return {
    name,
    initials: initials(name),
    email: account.email,
    role: account.role,
    isAdministrator: facts.isAdministrator,
    policies: account.policies,
    hasPolicies: account.policies.length > 0,
    firstName: facts.typed?.firstName ?? account.firstName ?? '',
    lastName: facts.typed?.lastName ?? account.lastName ?? '',
    sessions: account.sessions.map((session) => ({
      id: session.id,
      device: deviceName(session.userAgent),
      where: session.ip ?? 'Address unknown',
      lastUsed: relativeTime(session.lastUsedAt.toISOString(), facts.now),
      signedIn: absoluteTime(session.signedInAt),
      isThisOne: session.isThisOne,
    })),
    hasOtherSessions: account.sessions.some((session) => !session.isThisOne),
    twoFactor: twoFactorCard(facts.twoFactor),
    passwordHint: passwordHint(facts.passwordMinBytes),
    project: project.url ? { label: `Continue to ${project.name}`, url: project.url } : null,
    errors: errors.summary,
    fieldErrors: {
      firstName: errors.byField['first_name'] ?? null,
      lastName: errors.byField['last_name'] ?? null,
      currentPassword: errors.byField['current_password'] ?? null,
      password: errors.byField['password'] ?? null,
    },
  };
}

/** Few enough to say so before the last one is gone. */
const FEW_CODES = 3;

function twoFactorCard({ on, since, recoveryCodesLeft: left }: AccountFacts['twoFactor']): TwoFactorCard {
  if (!on) {
    return { isOn: false, badge: { label: 'Off', tone: null, icon: 'circle-dashed' }, text: 'My password alone signs me in. With two-factor sign-in, a code from an app on my phone is asked for, too.', codesLeft: null, warning: null };
  }
  return {
    isOn: true,
    badge: { label: 'On', tone: 'good', icon: 'shield-check' },
    text: `Signing in asks for a code from my authenticator app${since ? `, since ${absoluteTime(since)}` : ''}.`,
    codesLeft: left > FEW_CODES ? `${left} recovery codes are left, for when my phone is not at hand.` : null,
    warning: left > FEW_CODES ? null : `${left === 0 ? 'No recovery code is left.' : left === 1 ? 'One recovery code is left.' : `${left} recovery codes are left.`} Time to make new ones: without them I cannot sign in when my phone is lost.`,
  };
}
