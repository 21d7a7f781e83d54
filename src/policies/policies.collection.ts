import { column, list, type CollectionDefinition } from '../access/collections/collection';

export const POLICIES: CollectionDefinition = {
  name: 'directus_policies',
  primaryKey: 'id',
  fields: {
    id: column('uuid', { notNull: true }),
    name: column('string', { notNull: true }),
    icon: column('string', { notNull: true }),
    description: column('text'),
    ip_access: column('csv'),
    enforce_tfa: column('boolean', { notNull: true }),
    admin_access: column('boolean', { notNull: true }),
    app_access: column('boolean', { notNull: true }),
    permissions: list('directus_permissions', { via: 'policy' }),
    // Both lists hang on the same foreign key and hold every attachment of the policy, as in the dialect.
    users: list('directus_access', { via: 'policy', sort: 'sort' }),
    roles: list('directus_access', { via: 'policy', sort: 'sort' }),
  },
};
