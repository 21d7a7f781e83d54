import { rawText, text, type FormBody } from '../doors/html/form-reader';
import { throwAll, type ApplicationError } from '../platform/errors/application-error';
import { FailedValidationError } from '../platform/errors/errors';
import { storableText } from '../platform/payload/storable-text';
import { parseEmail } from '../users/email-address';
import type { Passwords } from '../users/passwords';
import { MAX_NAME, type RegistrationRequest } from './registration-request';

/** The form of /admin/register: every mistake at its field, those of the password among them. */
export function registrationFromForm(form: FormBody, passwords: Pick<Passwords, 'mistakeIn'>): RegistrationRequest {
  const mistakes: ApplicationError[] = [];
  const typed = text(form, 'email');
  const email = parseEmail(typed);
  if (!email) mistakes.push(new FailedValidationError({ field: 'email', type: typed === '' ? 'required' : 'email' }));
  const password = rawText(form, 'password');
  const badPassword = password === '' ? new FailedValidationError({ field: 'password', type: 'required' }) : passwords.mistakeIn(password, email?.address ?? null);
  if (badPassword) mistakes.push(badPassword);
  const firstName = nameIn(form, 'first_name', mistakes);
  const lastName = nameIn(form, 'last_name', mistakes);
  throwAll(mistakes);
  return { email: email!, password, firstName, lastName, verificationUrl: null };
}

function nameIn(form: FormBody, field: string, mistakes: ApplicationError[]): string | null {
  const name = text(form, field);
  const parsed = storableText(MAX_NAME).safeParse(name);
  if (!parsed.success) mistakes.push(new FailedValidationError(name.length > MAX_NAME ? { field, type: 'max_length', valid: MAX_NAME } : { field, type: 'text' }));
  return name || null;
}
