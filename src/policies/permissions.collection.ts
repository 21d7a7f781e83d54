import { column, reference, type CollectionDefinition } from '../access/collections/collection';

export const PERMISSIONS: CollectionDefinition = {
  name: 'directus_permissions',
  primaryKey: 'id',
  fields: {
    id: column('integer', { notNull: true }),
    collection: column('string', { notNull: true }),
    action: column('string', { notNull: true }),
    permissions: column('json'),
    validation: column('json'),
    presets: column('json'),
    fields: column('csv'),
    policy: reference('directus_policies', { notNull: true }),
  },
};
