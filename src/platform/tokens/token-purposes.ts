/** What a one-time link is for. A token of one purpose is unknown to every other. */
export type LinkPurpose = 'invitation' | 'verification' | 'password_reset' | 'email_change' | 'setup';

/** Those of links, and the one of a sign-in that waits for its code. */
export type TokenPurpose = LinkPurpose | 'second_step';

/** Why an unused token no longer works. */
export type TokenEndReason = 'replaced' | 'revoked' | 'declined';

/** The page that a link of this purpose leads to, below PUBLIC_URL. GET on it changes nothing, ever. */
export const TOKEN_PATHS: Readonly<Record<LinkPurpose, string>> = {
  invitation: '/admin/accept-invite',
  verification: '/admin/verify-email',
  password_reset: '/admin/reset-password',
  email_change: '/admin/confirm-email',
  setup: '/admin/setup',
};
