import type { Collection } from '../collections/registry';

/** Those of the fields that nobody writes of themselves, whatever a rule on their own row says: they decide about rights or identity. */
export function ownRightsAmong({ name, fields: known }: Collection, action: string, isOwn: boolean, fields: readonly string[]): string[] {
  return name === 'directus_users' && action === 'update' && isOwn ? fields.filter((field) => known.get(field)?.authority) : [];
}
