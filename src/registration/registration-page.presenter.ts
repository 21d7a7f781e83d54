import { NO_ERRORS, type FieldLabels, type FormErrors } from '../doors/html/field-messages';
import { text, type FormBody } from '../doors/html/form-reader';
import { passwordHint } from '../users/password-hint';

export const REGISTRATION_LABELS: FieldLabels = { email: 'E-mail address', password: 'Password', first_name: 'First name', last_name: 'Last name' };

interface Field {
  readonly value: string;
  readonly error: string | null;
}

export interface RegisterPage {
  readonly errors: FormErrors['summary'];
  readonly email: Field;
  readonly firstName: Field;
  readonly lastName: Field;
  readonly passwordError: string | null;
  readonly passwordHint: string;
  readonly verifiesEmail: boolean;
}

/** The form, with everything typed kept except the password. */
export function registerPage(facts: { body: FormBody; errors: FormErrors; verifiesEmail: boolean; minBytes: number }): RegisterPage {
  const { body, errors, verifiesEmail, minBytes } = facts;
  const field = (name: string): Field => ({ value: text(body, name), error: errors.byField[name] ?? null });
  return {
    errors: errors.summary,
    email: field('email'),
    firstName: field('first_name'),
    lastName: field('last_name'),
    passwordError: errors.byField['password'] ?? null,
    passwordHint: passwordHint(minBytes),
    verifiesEmail,
  };
}

/** The same page for everybody: new, taken and waiting addresses alike. */
export interface RegisteredPage {
  readonly title: string;
  readonly lines: readonly string[];
  /** Null where there is no mail to send again. */
  readonly resend: { readonly email: string; readonly error: string | null; readonly errors: FormErrors['summary'] } | null;
}

export function registeredPage(facts: { email: string; verifiesEmail: boolean; mailIsSent: boolean; errors?: FormErrors }): RegisteredPage {
  const { email, verifiesEmail, mailIsSent, errors = NO_ERRORS } = facts;
  const resend = { email, error: errors.byField['email'] ?? null, errors: errors.summary };
  if (!verifiesEmail) {
    return {
      title: 'Thank you',
      lines: ['If the address was new here, your account is ready: sign in with the password that you chose.', 'If it was not, the account that has it stays as it is, and its owner gets a mail.'],
      resend: null,
    };
  }
  if (!mailIsSent) {
    return { title: 'Thank you', lines: ['This directory sends no mail. An administrator has to pass the link on to you with which you confirm your address.'], resend: null };
  }
  return {
    title: 'Check your mail',
    lines: ['A mail is on its way to the address that you gave. Open the link in it and confirm there that the address is yours.', 'It usually takes a minute. Look into the spam folder, too.'],
    resend,
  };
}
