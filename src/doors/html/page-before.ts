import type { DoorRequest } from '../http/door';

/** The page that a form was on, where the browser says it was; only ever one of ours. */
export function pageBefore(request: DoorRequest): string {
  const referrer = request.headers.referer;
  if (!referrer || !URL.canParse(referrer)) return '/admin';
  const url = new URL(referrer);
  return /^\/admin(\/|$)/.test(url.pathname) ? url.pathname + url.search : '/admin';
}
