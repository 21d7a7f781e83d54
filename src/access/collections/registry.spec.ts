import { COLLECTIONS } from '../../collections';
import { column, list, reference, type CollectionDefinition } from './collection';
import { CollectionRegistry } from './registry';

const collection = (name: string, fields: CollectionDefinition['fields']): CollectionDefinition => ({ name, primaryKey: 'id', fields: { id: column('uuid'), ...fields } });

describe('the registry', () => {
  it.each<[string, CollectionDefinition[], RegExp]>([
    ['a reference to nowhere', [collection('a', { b: reference('b') })], /There is no collection b/],
    ['a list of nothing', [collection('a', { bs: list('b', { via: 'a' }) })], /There is no collection b/],
    ['a list whose other side is another relation', [collection('a', { bs: list('b', { via: 'a' }) }), collection('b', { a: reference('b') })], /b\.a does not refer to a/],
    ['a list in an order that does not exist', [collection('a', { bs: list('b', { via: 'a', sort: 'n' }) }), collection('b', { a: reference('a') })], /no column n/],
    ['a collection without its key', [{ name: 'a', primaryKey: 'key', fields: {} }], /no column key/],
    ['two of the same name', [collection('a', {}), collection('a', {})], /same name/],
  ])('refuses %s at start', (_, definitions, expected) => {
    expect(() => new CollectionRegistry(definitions)).toThrow(expected);
  });

  it('finds only what was handed in, whatever the name', () => {
    const registry = new CollectionRegistry(COLLECTIONS);
    expect(['directus_users', '__proto__', 'constructor', 'toString', ''].map((name) => registry.find(name)?.name ?? null)).toEqual(['directus_users', null, null, null, null]);
    expect(registry.get('directus_users').fields.get('constructor')).toBeUndefined();
  });
});
