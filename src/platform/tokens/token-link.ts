import type { OneTimeToken } from '../../generated/sqlite/client';
import { TOKEN_PATHS, type LinkPurpose } from './token-purposes';

/**
 * The mailed link of a token: our own page, or the address of another application that the allow list let pass when the token
 * was issued (kept in the row as `data.url`; its own query stays, but for a `token` of somebody's own).
 *
 * @param publicOrigin `AppConfig#publicOrigin`, never anything from a request
 */
export function tokenLink(row: Pick<OneTimeToken, 'purpose' | 'data'>, token: string, publicOrigin: string): string {
  const own = `${publicOrigin}${TOKEN_PATHS[row.purpose as LinkPurpose]}`;
  const link = new URL(customUrl(row.data) ?? own);
  link.searchParams.set('token', token);
  return link.href;
}

/** The address outside Usher that the link leads to, or null for our own page. */
export function customUrl(data: OneTimeToken['data']): string | null {
  const url = data && typeof data === 'object' && !Array.isArray(data) ? data['url'] : null;
  return typeof url === 'string' ? url : null;
}
