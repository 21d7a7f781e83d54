import { InvalidPayloadError } from '../errors/errors';

/**
 * A page of another application that a mailed link should lead to, or INVALID_PAYLOAD. It must have the origin and path of an entry
 * of the allow list; its own query stays. Both sides are compared as parsed: a comparison of texts lets `https://app.example@evil`
 * through. Ask before anything is looked up, so that the refusal says nothing about a person.
 *
 * @param use ends the dialect's sentence: "verify registered users", "reset passwords", "invite users"
 * @returns the address in its normal form
 */
export function allowedUrl(allowList: readonly URL[], text: string, use: string): string {
  const url = plainUrl(text);
  const isAllowed = url !== null && allowList.some((allowed) => allowed.origin === url.origin && allowed.pathname === url.pathname);
  if (!isAllowed) throw new InvalidPayloadError({ reason: `URL "${text.replace(/\p{Cc}/gu, ' ').slice(0, 200)}" can't be used to ${use}` });
  return url.href;
}

/** An absolute http(s) address without the parts and signs that readers of addresses disagree about. */
function plainUrl(text: string): URL | null {
  if (/[\s\\\p{Cc}]/u.test(text) || !/^https?:\/\//i.test(text) || !URL.canParse(text)) return null;
  const url = new URL(text);
  return url.username || url.password || url.hash ? null : url;
}
