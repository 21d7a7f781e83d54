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
  readonly passwordHint: string;
  /** The application that people come here from. */
  readonly project: { readonly label: string; readonly url: string } | null;
  readonly errors: FormErrors['summary'];
  readonly fieldErrors: { readonly firstName: string | null; readonly lastName: string | null; readonly currentPassword: string | null; readonly password: string | null };
}

export interface AccountFacts {
  readonly account: OwnAccount;
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
