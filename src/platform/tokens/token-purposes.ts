/** What a one-time link is for. A token of one purpose is unknown to every other. */
export const TOKEN_PURPOSES = ['invitation', 'verification', 'password_reset', 'email_change', 'setup'] as const;

export type TokenPurpose = (typeof TOKEN_PURPOSES)[number];

/** Why an unused token no longer works. */
export type TokenEndReason = 'replaced' | 'revoked' | 'declined';

/** The page that a link of this purpose leads to, below PUBLIC_URL. GET on it changes nothing, ever. */
export const TOKEN_PATHS: Readonly<Record<TokenPurpose, string>> = {
  invitation: '/admin/accept-invite',
  verification: '/admin/verify-email',
  password_reset: '/admin/reset-password',
  email_change: '/admin/confirm-email',
  setup: '/admin/setup',
};
