import { column, list, reference, type CollectionDefinition } from '../access/collections/collection';

export const ROLES: CollectionDefinition = {
  name: 'directus_roles',
  primaryKey: 'id',
  fields: {
    id: column('uuid', { notNull: true }),
    name: column('string', { notNull: true }),
    icon: column('string', { notNull: true }),
    description: column('text'),
    parent: reference('directus_roles'),
    children: list('directus_roles', { via: 'parent' }),
    policies: list('directus_access', { via: 'role', sort: 'sort' }),
    users: list('directus_users', { via: 'role' }),
  },
};
