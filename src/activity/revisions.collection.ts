import { column, reference, type CollectionDefinition } from '../access/collections/collection';

export const REVISIONS: CollectionDefinition = {
  name: 'directus_revisions',
  primaryKey: 'id',
  fields: {
    id: column('integer', { notNull: true }),
    activity: reference('directus_activity', { type: 'integer', notNull: true }),
    collection: column('string', { notNull: true }),
    item: column('string', { notNull: true }),
    data: column('json'),
    delta: column('json'),
    parent: reference('directus_revisions', { type: 'integer' }),
    version: column('string'),
  },
};
