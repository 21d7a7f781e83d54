import { createHmac } from 'node:crypto';

/** Two days of a client that refreshes every half hour. Older tokens are refused like any unknown one. */
const GENERATIONS = 100;

/** The token that follows this one. Derived, so that it can be given again without being stored. */
export function successorOf(key: Buffer, token: string): string {
  return createHmac('sha256', key).update(token).digest('base64url');
}

/** The tokens that follow this one, nearest first: by them a token that was exchanged long ago is known again. */
export function successorsOf(key: Buffer, token: string): string[] {
  const chain: string[] = [];
  for (let last = token; chain.length < GENERATIONS; ) chain.push((last = successorOf(key, last)));
  return chain;
}
