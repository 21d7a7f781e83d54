/** Those of the dialect's error codes (Directus, `packages/errors`) that Usher answers with, and three of our own at the end. */
const ERROR_CODES = [
  'FAILED_VALIDATION',
  'FORBIDDEN',
  'INTERNAL_SERVER_ERROR',
  'INVALID_CREDENTIALS',
  'INVALID_FOREIGN_KEY',
  'INVALID_INVITE',
  'INVALID_OTP',
  'INVALID_PAYLOAD',
  'INVALID_QUERY',
  'INVALID_TOKEN',
  'RECORD_NOT_UNIQUE',
  'REQUESTS_EXCEEDED',
  'ROUTE_NOT_FOUND',
  'SERVICE_UNAVAILABLE',
  'TOKEN_EXPIRED',
  'UNPROCESSABLE_CONTENT',
  'UNSUPPORTED_MEDIA_TYPE',
  'FORM_EXPIRED',
  'STALE_CHANGE',
  'TFA_SETUP_REQUIRED',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];
