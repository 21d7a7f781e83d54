import { z } from 'zod';
import { InvalidPayloadError } from '../platform/errors/errors';
import { isStorable } from '../platform/payload/storable-text';
import { parseEmail, type EmailAddress } from '../users/email-address';
import { MAX_ADDRESSES } from './address-list';

export interface InviteBody {
  readonly addresses: readonly EmailAddress[];
  readonly roleId: string;
  readonly inviteUrl: string | null;
}

const NO_EMAIL = '"email" must be a valid email';
const NO_URI = '"invite_url" must be a valid uri';

/** The body of POST /users/invite; the sentences are the dialect's. */
export const inviteBody = z.strictObject({
  email: z.union([z.string(), z.array(z.string(NO_EMAIL)).max(MAX_ADDRESSES, `"email" must contain less than or equal to ${MAX_ADDRESSES} items`)], NO_EMAIL),
  role: z.guid({ error: ({ input }) => (typeof input === 'string' ? '"role" must be a valid GUID' : '"role" must be a string') }),
  invite_url: z.string(NO_URI).regex(/^[a-z][a-z0-9+.-]*:/i, NO_URI).refine(isStorable, NO_URI).optional(),
});

const requiredText = (name: string) =>
  z.string(`"${name}" must be a string`).min(1, `"${name}" is not allowed to be empty`).refine(isStorable, `"${name}" contains characters that cannot be stored`);

/** The body of POST /users/invite/accept. */
export const acceptanceBody = z.strictObject({ token: requiredText('token'), password: requiredText('password') });

/** One bad address refuses the whole list. */
export function parseInvite(body: unknown): InviteBody {
  const { email, role, invite_url: inviteUrl } = parse(inviteBody, body);
  const addresses = Array.isArray(email)
    ? email.map((typed, place) => parseEmail(typed) ?? refuse(`"email[${place}]" must be a valid email`))
    : [parseEmail(email) ?? refuse(NO_EMAIL)];
  return { addresses, roleId: role.toLowerCase(), inviteUrl: inviteUrl ?? null };
}

export function parseAcceptance(body: unknown): { readonly token: string; readonly password: string } {
  return parse(acceptanceBody, body);
}

/** No body at all is one without fields. */
function parse<S extends z.ZodObject>(schema: S, given: unknown): z.output<S> {
  const body = given ?? {};
  if (typeof body !== 'object' || Array.isArray(body)) refuse('"value" must be of type object');
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  if (issue.code === 'unrecognized_keys') refuse(`"${issue.keys[0]!.slice(0, 100)}" is not allowed`);
  const field = String(issue.path[0]);
  // A list that is too long is told so, whatever else the union would have taken.
  const told = issue.code === 'invalid_union' ? (issue.errors.flat().find(({ code }) => code === 'too_big') ?? issue) : issue;
  return refuse(field in body ? told.message : `"${field}" is required`);
}

function refuse(reason: string): never {
  throw new InvalidPayloadError({ reason });
}
