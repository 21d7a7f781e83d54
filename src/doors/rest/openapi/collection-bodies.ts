import type { CollectionBody } from './describes.decorator';
import type { JsonSchema } from './json-schema';
import { reference } from './item-schema';

/** The bodies of the collection protocol (`doors/rest/batch.ts`) around the schema of one change. */
export function collectionBody(kind: CollectionBody, changes: JsonSchema, primaryKey: string, key: JsonSchema): JsonSchema {
  const keys = { type: 'array', items: key };
  const exactly = (properties: Readonly<Record<string, JsonSchema>>, required = Object.keys(properties)) => ({ type: 'object', properties, required, additionalProperties: false });
  switch (kind) {
    case 'changes': return changes;
    case 'one-or-many': return { anyOf: [changes, { type: 'array', items: changes }] };
    case 'search': return exactly({ query: reference('Query'), keys }, []);
    case 'selection': return { anyOf: [keys, exactly({ keys }), exactly({ query: reference('Query') })] };
    case 'batch': return { anyOf: [exactly({ keys, data: changes }), exactly({ query: reference('Query'), data: changes }), { type: 'array', items: { allOf: [changes, { type: 'object', required: [primaryKey] }] } }] };
  }
}
