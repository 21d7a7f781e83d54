import { column, reference, type CollectionDefinition } from '../access/collections/collection';

export const ACCESS: CollectionDefinition = {
  name: 'directus_access',
  primaryKey: 'id',
  fields: {
    id: column('uuid', { notNull: true }),
    role: reference('directus_roles'),
    user: reference('directus_users'),
    policy: reference('directus_policies', { notNull: true }),
    sort: column('integer'),
  },
};
