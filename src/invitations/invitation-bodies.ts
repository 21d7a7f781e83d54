import { InvalidPayloadError } from '../platform/errors/errors';
import { isStorable } from '../platform/payload/storable-text';
import { parseEmail, type EmailAddress } from '../users/email-address';
import { MAX_ADDRESSES } from './address-list';

export interface InviteBody {
  readonly addresses: readonly EmailAddress[];
  readonly roleId: string;
  readonly inviteUrl: string | null;
}

/** The body of POST /users/invite; the reasons are the dialect's (BEHAVIOUR.md 6). One bad address refuses the whole list. */
export function parseInvite(body: unknown): InviteBody {
  const { email, role, invite_url: inviteUrl, ...rest } = objectIn(body);
  if (email === undefined) refuse('"email" is required');
  const addresses = (Array.isArray(email) ? email : [email]).map(address);
  if (addresses.length > MAX_ADDRESSES) refuse(`"email" must contain less than or equal to ${MAX_ADDRESSES} items`);
  if (role === undefined) refuse('"role" is required');
  if (typeof role !== 'string') refuse('"role" must be a string');
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(role)) refuse('"role" must be a valid GUID');
  if (inviteUrl !== undefined && !isUri(inviteUrl)) refuse('"invite_url" must be a valid uri');
  nothingElse(rest);
  return { addresses, roleId: role.toLowerCase(), inviteUrl: inviteUrl ?? null };
}

/** The body of POST /users/invite/accept. */
export function parseAcceptance(body: unknown): { readonly token: string; readonly password: string } {
  const { token, password, ...rest } = objectIn(body);
  const values = { token: requiredText('token', token), password: requiredText('password', password) };
  nothingElse(rest);
  return values;
}

function address(value: unknown): EmailAddress {
  const parsed = typeof value === 'string' ? parseEmail(value) : null;
  return parsed ?? refuse('"email" must be a valid email');
}

function requiredText(name: string, value: unknown): string {
  if (value === undefined) refuse(`"${name}" is required`);
  if (typeof value !== 'string') refuse(`"${name}" must be a string`);
  if (value === '') refuse(`"${name}" is not allowed to be empty`);
  if (!isStorable(value)) refuse(`"${name}" contains characters that cannot be stored`);
  return value;
}

function isUri(value: unknown): value is string {
  return typeof value === 'string' && isStorable(value) && /^[a-z][a-z0-9+.-]*:/i.test(value);
}

function objectIn(body: unknown): Record<string, unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) refuse('"value" must be of type object');
  return body as Record<string, unknown>;
}

function nothingElse(rest: Record<string, unknown>): void {
  for (const key of Object.keys(rest)) refuse(`"${key.slice(0, 100)}" is not allowed`);
}

function refuse(reason: string): never {
  throw new InvalidPayloadError({ reason });
}
