import type { PermissionRow } from './permission-row';

/**
 * What the pages need to work at all: everybody with app access, unless an administrator, has these beside the stored ones.
 * They are the dialect's, for the collections that exist here.
 */
export const IMPLIED_PERMISSIONS: readonly PermissionRow[] = [
  implied('directus_activity', ['id', 'action', 'user', 'timestamp', 'ip', 'user_agent', 'collection', 'item', 'origin', 'revisions', 'event', 'subject'], { user: { _eq: '$CURRENT_USER' } }),
  // Who may write what they may not read must not find it here, and neither the name of whose it was.
  implied('directus_activity', ['names', 'changes'], { _and: [{ user: { _eq: '$CURRENT_USER' } }, { item: { _eq: '$CURRENT_USER' } }] }),
  implied('directus_roles', ['*'], { id: { _in: '$CURRENT_ROLES' } }),
  implied('directus_settings', ['id', 'project_url', 'project_logo', 'module_bar', 'default_save_action'], {}),
  implied(
    'directus_users',
    ['id', 'first_name', 'last_name', 'last_page', 'email', 'password', 'location', 'title', 'description', 'tags', 'avatar', 'language', 'appearance', 'theme_light', 'theme_dark', 'tfa_secret', 'status', 'role', 'provider'],
    { id: { _eq: '$CURRENT_USER' } },
  ),
];

function implied(collection: string, fields: string[], permissions: Record<string, unknown>): PermissionRow {
  return { id: null, policy: null, collection, action: 'read', permissions, validation: null, presets: null, fields };
}
