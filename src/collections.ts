import type { CollectionDefinition } from './access/collections/collection';
import { ACTIVITY } from './activity/activity.collection';
import { REVISIONS } from './activity/revisions.collection';
import { ACCESS } from './policies/access.collection';
import { PERMISSIONS } from './policies/permissions.collection';
import { POLICIES } from './policies/policies.collection';
import { ROLES } from './roles/roles.collection';
import { SETTINGS } from './settings/settings.collection';
import { USERS } from './users/users.collection';

/** What the query language knows: every capability hands in its own. */
export const COLLECTIONS: readonly CollectionDefinition[] = [ACTIVITY, REVISIONS, SETTINGS, POLICIES, PERMISSIONS, ACCESS, USERS, ROLES];
