import { column, list, reference, secret, type CollectionDefinition } from '../access/collections/collection';

export const USER_STATUSES = ['draft', 'invited', 'unverified', 'active', 'suspended', 'archived'] as const;

export const USERS: CollectionDefinition = {
  name: 'directus_users',
  primaryKey: 'id',
  textIndex: 'usher_user_search',
  fields: {
    id: column('uuid', { authority: true, notNull: true }),
    first_name: column('string', { orders: true }),
    last_name: column('string', { orders: true }),
    email: column('string', { orders: true }),
    password: secret('hash'),
    location: column('string'),
    title: column('string'),
    description: column('text'),
    tags: column('json'),
    avatar: column('string', { refersElsewhere: true }),
    language: column('string'),
    tfa_secret: secret('string', { authority: true }),
    status: column('string', { choices: USER_STATUSES, authority: true, notNull: true, orders: true, leads: ['email'] }),
    role: reference('directus_roles', { authority: true, leads: ['email', 'first_name'] }),
    token: secret('string', { column: 'token_hash' }),
    last_access: column('dateTime', { authority: true, orders: true }),
    last_page: column('string'),
    provider: column('string', { authority: true, notNull: true }),
    external_identifier: column('string', { authority: true }),
    auth_data: secret('json', { authority: true }),
    email_notifications: column('boolean', { notNull: true }),
    appearance: column('string', { choices: ['auto', 'light', 'dark'] }),
    theme_dark: column('string'),
    theme_light: column('string'),
    theme_light_overrides: column('json'),
    theme_dark_overrides: column('json'),
    text_direction: column('string', { notNull: true }),
    policies: list('directus_access', { via: 'user', sort: 'sort', authority: true }),
  },
};
