import { applicationErrorsIn } from '../platform/errors/application-error';
import { FailedValidationError } from '../platform/errors/errors';

export const TWO_FACTOR_LABELS = { password: 'Your password', code: 'Code' } as const;

/** What a form asks for and was refused, as a mistake in its field: here a wrong password does not mean that nobody is signed in. */
export function atItsField(error: unknown): unknown {
  const [first] = applicationErrorsIn(error) ?? [];
  if (first?.code === 'INVALID_CREDENTIALS') return new FailedValidationError({ field: 'password', type: 'wrong' });
  if (first?.code === 'INVALID_OTP') return new FailedValidationError({ field: 'code', type: 'code' });
  return error;
}
