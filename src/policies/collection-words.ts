/** Usher's own collections as the pages call them, in the order of the matrix. */
export const OWN_COLLECTIONS: Readonly<Record<string, string>> = {
  directus_users: 'Users',
  directus_roles: 'Roles',
  directus_policies: 'Policies',
  directus_permissions: 'Permissions',
  directus_access: 'Who holds which policy',
  directus_settings: 'Settings',
  directus_activity: 'Activity',
  directus_revisions: 'Revisions',
};

export function isOwnCollection(collection: string): boolean {
  return Object.hasOwn(OWN_COLLECTIONS, collection);
}

/** Collections of other programs are called as those call them. */
export function collectionLabel(collection: string): string {
  return isOwnCollection(collection) ? OWN_COLLECTIONS[collection]! : collection;
}
