import { column, reference, type CollectionDefinition } from '../access/collections/collection';

export const REVISIONS: CollectionDefinition = {
  name: 'directus_revisions',
  primaryKey: 'id',
  fields: {
    id: column('integer'),
    activity: reference('directus_activity', { type: 'integer' }),
    collection: column('string'),
    item: column('string'),
    data: column('json'),
    delta: column('json'),
    parent: reference('directus_revisions', { type: 'integer' }),
    version: column('string'),
  },
};
