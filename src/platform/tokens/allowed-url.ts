import { InvalidPayloadError } from '../errors/errors';

const MAX_LENGTH = 2000;

/**
 * The address of another application's page that a mailed link may lead to, checked against the operator's allow list by parsed
 * origin and path; its query is free. Throws INVALID_PAYLOAD for anything else: a link with a token must never leave for elsewhere.
 *
 * @param use ends the sentence `URL "…" can't be used to …`
 */
export function requireAllowedUrl(value: string, allowList: readonly URL[], use: string): string {
  const url = plainUrl(value);
  if (!url || !allowList.some((allowed) => allowed.origin === url.origin && withoutEndSlash(allowed.pathname) === withoutEndSlash(url.pathname))) {
    throw new InvalidPayloadError({ reason: `URL "${value.slice(0, 200)}" can't be used to ${use}` });
  }
  return url.href;
}

/** Null for whatever two parsers could read differently: backslashes, blanks, user info, a fragment, `https:host`. */
function plainUrl(value: string): URL | null {
  if (value.length > MAX_LENGTH || !/^https?:\/\/[^/?#\\@]+([/?][^#\\]*)?$/i.test(value) || /[\s\p{C}]/u.test(value) || !URL.canParse(value)) return null;
  const url = new URL(value);
  return url.username || url.password ? null : url;
}

function withoutEndSlash(path: string): string {
  return path.replace(/\/+$/, '');
}
