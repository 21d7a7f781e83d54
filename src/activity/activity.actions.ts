/**
 * Every sentence that Usher's activity can say. The key is stored with the row; the sentence is made when it is read, so a better
 * wording mends old rows too. `action` is the dialect's word for the same thing.
 *
 * In a sentence `{name}` stands for a name that was handed in; a part in square brackets is left out when a name in it is missing.
 * `{actor}` is the caller, `{subject}` what the sentence is about. Add an event by adding a line: its names become required by type.
 */
export const EVENTS = {
  'user.created': { action: 'create', sentence: '{actor} created {subject}[ in {role}]' },
  'user.changed': { action: 'update', sentence: '{actor} changed {subject}' },
  'user.status_changed': { action: 'update', sentence: '{actor} set the status of {subject} from {from} to {to}' },
  'user.activated': { action: 'update', sentence: '{actor} made {subject} active' },
  'user.suspended': { action: 'update', sentence: '{actor} suspended {subject}' },
  'user.archived': { action: 'update', sentence: '{actor} archived {subject}' },
  'user.verified': { action: 'update', sentence: '{actor} marked {subject} as verified' },
  'user.added_to_role': { action: 'update', sentence: '{actor} added {subject} to {role}' },
  'user.moved_to_role': { action: 'update', sentence: '{actor} moved {subject} from {from} to {role}' },
  'user.removed_from_role': { action: 'update', sentence: '{actor} removed {subject} from {role}' },
  'user.email_changed': { action: 'update', sentence: '{actor} changed the e-mail address of {subject}' },
  'user.password_set': { action: 'update', sentence: '{actor} set a new password for {subject}' },
  'user.password_changed': { action: 'update', sentence: '{subject} changed their password' },
  'user.token_set': { action: 'update', sentence: '{actor} set the API token of {subject}' },
  'user.token_cleared': { action: 'update', sentence: '{actor} removed the API token of {subject}' },
  'user.sessions_ended': { action: 'update', sentence: '{actor} signed {subject} out everywhere' },
  'user.session_ended': { action: 'update', sentence: '{actor} ended a session of {subject}' },
  'user.removed': { action: 'delete', sentence: '{actor} deleted {subject}' },

  'role.created': { action: 'create', sentence: '{actor} created the role {subject}[ under {parent}]' },
  'role.changed': { action: 'update', sentence: '{actor} changed the role {subject}' },
  'role.renamed': { action: 'update', sentence: '{actor} renamed the role {from} to {subject}' },
  'role.moved': { action: 'update', sentence: '{actor} moved the role {subject} under {parent}' },
  'role.moved_to_top': { action: 'update', sentence: '{actor} moved the role {subject} to the top level' },
  'role.removed': { action: 'delete', sentence: '{actor} deleted the role {subject}' },

  'policy.created': { action: 'create', sentence: '{actor} created the policy {subject}' },
  'policy.changed': { action: 'update', sentence: '{actor} changed the policy {subject}' },
  'policy.renamed': { action: 'update', sentence: '{actor} renamed the policy {from} to {subject}' },
  'policy.removed': { action: 'delete', sentence: '{actor} deleted the policy {subject}' },
  'policy.attached': { action: 'create', sentence: '{actor} gave {subject} the policy {policy}' },
  'policy.detached': { action: 'delete', sentence: '{actor} took the policy {policy} from {subject}' },
  'policy.reattached': { action: 'update', sentence: '{actor} changed who holds the policy {policy}: now {subject}' },
  'policy.reordered': { action: 'update', sentence: '{actor} changed the order of the policies of {subject}' },

  'permission.created': { action: 'create', sentence: '{actor} allowed the policy {subject} to {right}' },
  'permission.changed': { action: 'update', sentence: '{actor} changed what the policy {subject} may do: {right}' },
  'permission.removed': { action: 'delete', sentence: '{actor} no longer allows the policy {subject} to {right}' },

  'settings.changed': { action: 'update', sentence: '{actor} changed the settings' },
  'settings.registration_opened': { action: 'update', sentence: '{actor} switched public registration on' },
  'settings.registration_closed': { action: 'update', sentence: '{actor} switched public registration off' },

  'invitation.sent': { action: 'create', sentence: '{actor} invited {subject}[ to {role}]' },
  'invitation.resent': { action: 'update', sentence: '{actor} sent {subject} the invitation again' },
  'invitation.requested': { action: 'update', sentence: 'A new link for the invitation of {subject} was asked for' },
  'invitation.revoked': { action: 'update', sentence: '{actor} withdrew the invitation of {subject}' },
  'invitation.accepted': { action: 'update', sentence: '{subject} accepted the invitation[ to {role}]' },
  'invitation.declined': { action: 'update', sentence: '{subject} declined the invitation' },
  'invitation.link_revealed': { action: 'run', sentence: '{actor} looked at the invitation link of {subject}' },

  'registration.registered': { action: 'create', sentence: '{subject} registered[ and joined {role}]' },
  'registration.role_withheld': { action: 'run', sentence: 'The role {role} was not given to {subject}, because it holds administrator rights' },
  'registration.address_taken': { action: 'run', sentence: 'Somebody tried to register with the address of {subject}' },
  'registration.mail_resent': { action: 'run', sentence: '{subject} was sent the verification link again' },
  'registration.verified': { action: 'update', sentence: '{subject} verified their e-mail address' },

  'password.reset_requested': { action: 'run', sentence: 'A link to reset the password of {subject} was asked for' },
  'password.reset': { action: 'update', sentence: '{subject} reset their password' },

  'session.signed_in': { action: 'login', sentence: '{subject} signed in' },
  'session.signed_out': { action: 'logout', sentence: '{subject} signed out' },
  'session.sign_in_failed': { action: 'login_failed', sentence: 'A sign-in as {subject} failed' },
  'session.replayed': { action: 'update', sentence: 'An old session token of {subject} was used again, so that session was ended' },

  'two_factor.turned_on': { action: 'update', sentence: '{subject} turned two-factor sign-in on' },
  'two_factor.turned_off': { action: 'update', sentence: '{subject} turned two-factor sign-in off' },
  'two_factor.turned_off_for': { action: 'update', sentence: '{actor} turned two-factor sign-in off for {subject}' },
  'two_factor.recovered': { action: 'update', sentence: 'Two-factor sign-in of {subject} was turned off from the command line' },
  'two_factor.codes_renewed': { action: 'update', sentence: '{subject} made new recovery codes' },
  'two_factor.recovery_code_used': { action: 'update', sentence: '{subject} used a recovery code' },
  'two_factor.code_refused': { action: 'login_failed', sentence: 'A code for the two-factor sign-in of {subject} was refused' },

  'outbox.retried': { action: 'update', sentence: '{actor} queued the mail to {subject} again' },
  'outbox.abandoned': { action: 'update', sentence: '{actor} gave up the mail to {subject}' },
  'outbox.link_revealed': { action: 'run', sentence: '{actor} looked at the link in the mail to {subject}' },

  'server.set_up': { action: 'install', sentence: '{subject} set Usher up' },
} as const satisfies Record<string, { action: DialectAction; sentence: string }>;

export type DialectAction = 'create' | 'update' | 'delete' | 'login' | 'login_failed' | 'logout' | 'run' | 'install';

export type ActivityEvent = keyof typeof EVENTS;

/** A name as it was at the time, with what it belonged to where a page could link it. */
export type Named = string | { readonly name: string; readonly collection: string; readonly id: string };

/** The names that an event's sentence needs; those in square brackets may be left out. */
export type NamesOf<E extends ActivityEvent> = { [P in RequiredPlaceholder<SentenceOf<E>>]: Named } & { [P in OptionalPlaceholder<SentenceOf<E>>]?: Named | null };

type SentenceOf<E extends ActivityEvent> = (typeof EVENTS)[E]['sentence'];
type Placeholder<T extends string> = T extends `${string}{${infer P}}${infer Rest}` ? P | Placeholder<Rest> : never;
type OptionalPlaceholder<T extends string> = T extends `${string}[${infer Inside}]${infer Rest}` ? Placeholder<Inside> | OptionalPlaceholder<Rest> : never;
type RequiredPlaceholder<T extends string> = Exclude<Placeholder<T>, OptionalPlaceholder<T> | 'actor'> | 'subject';

type KindOf<E extends string> = E extends `${infer Kind}.${string}` ? Kind : never;
/** The word before the dot of an event. */
export type EventKind = KindOf<ActivityEvent>;

/** What a person may filter the activity by. */
export const EVENT_KINDS: readonly { readonly kind: EventKind; readonly label: string }[] = [
  { kind: 'user', label: 'Users' },
  { kind: 'role', label: 'Roles' },
  { kind: 'policy', label: 'Policies' },
  { kind: 'permission', label: 'Permissions' },
  { kind: 'settings', label: 'Settings' },
  { kind: 'invitation', label: 'Invitations' },
  { kind: 'registration', label: 'Registration' },
  { kind: 'session', label: 'Sign-ins' },
  { kind: 'password', label: 'Password resets' },
  { kind: 'two_factor', label: 'Two-factor sign-in' },
  { kind: 'outbox', label: 'Mail' },
  { kind: 'server', label: 'Server' },
];

export function isActivityEvent(text: unknown): text is ActivityEvent {
  return typeof text === 'string' && Object.hasOwn(EVENTS, text);
}
