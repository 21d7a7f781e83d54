import { z } from 'zod';
import { parseFlowBody } from '../platform/payload/parse-flow-body';
import { storableText } from '../platform/payload/storable-text';
import { parseEmail, type EmailAddress } from '../users/email-address';

export const MAX_NAME = 100;

/** What somebody who registers says about themselves; anything else in a body is refused. */
export interface RegistrationRequest {
  readonly email: EmailAddress;
  /** As typed. */
  readonly password: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  /** A page of another application that the mail should lead to; not checked yet. */
  readonly verificationUrl: string | null;
}

export const registrationBody = z.strictObject({
  email: z.string().transform(asAddress),
  password: z.string().min(1).refine((typed) => typed.isWellFormed()),
  first_name: storableText(MAX_NAME).and(z.string().min(1)).optional(),
  last_name: storableText(MAX_NAME).and(z.string().min(1)).optional(),
  verification_url: z.string().min(1).max(2000).optional(),
});

/** The body of POST /users/register. */
export function registrationFromBody(body: unknown): RegistrationRequest {
  const { email, password, first_name, last_name, verification_url } = parseFlowBody(registrationBody, body);
  return { email, password, firstName: first_name ?? null, lastName: last_name ?? null, verificationUrl: verification_url ?? null };
}

function asAddress(typed: string, context: z.RefinementCtx): EmailAddress {
  const parsed = parseEmail(typed);
  if (!parsed) context.addIssue({ code: 'invalid_format', format: 'email', input: '' });
  return parsed!;
}
