import { column, list, reference, type CollectionDefinition } from '../access/collections/collection';

export const ACTIVITY: CollectionDefinition = {
  name: 'directus_activity',
  primaryKey: 'id',
  fields: {
    id: column('integer', { notNull: true }),
    action: column('string', { notNull: true }),
    user: reference('directus_users', { leads: ['timestamp'] }),
    timestamp: column('timestamp', { notNull: true }),
    ip: column('string'),
    user_agent: column('text'),
    collection: column('string', { notNull: true }),
    item: column('string', { notNull: true }),
    origin: column('string'),
    revisions: list('directus_revisions', { via: 'activity' }),
    event: column('string', { onRequest: true }),
    subject: column('string', { onRequest: true, leads: ['timestamp'] }),
    names: column('json', { onRequest: true }),
    changes: column('json', { onRequest: true }),
  },
};
