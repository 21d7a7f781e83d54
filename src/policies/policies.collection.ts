import { column, list, type CollectionDefinition } from '../access/collections/collection';

export const POLICIES: CollectionDefinition = {
  name: 'directus_policies',
  primaryKey: 'id',
  fields: {
    id: column('uuid'),
    name: column('string'),
    icon: column('string'),
    description: column('text'),
    ip_access: column('csv'),
    enforce_tfa: column('boolean'),
    admin_access: column('boolean'),
    app_access: column('boolean'),
    permissions: list('directus_permissions', { via: 'policy' }),
    // Both lists hang on the same foreign key and hold every attachment of the policy, as in the dialect.
    users: list('directus_access', { via: 'policy', sort: 'sort' }),
    roles: list('directus_access', { via: 'policy', sort: 'sort' }),
  },
};
