import { createHmac, hash } from 'node:crypto';

/** Part of what is signed: a token of another way of making tokens can never be mistaken for one of these. */
const VERSION = 'v1';

/** 43 characters of base64url: a SHA-256. */
const SHAPE = /^[A-Za-z0-9_-]{43}$/;

/** The text that goes into a link. Derived, never stored: a copy of the database holds no usable link. */
export function tokenText(key: Buffer, id: string): string {
  return createHmac('sha256', key).update(`${VERSION}:${id}`).digest('base64url');
}

/** What is stored of a token. */
export function hashToken(token: string): string {
  return hash('sha256', token);
}

export function looksLikeToken(value: unknown): value is string {
  return typeof value === 'string' && SHAPE.test(value);
}
