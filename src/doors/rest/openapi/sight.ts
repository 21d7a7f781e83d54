import type { Action, Rules } from '../../../access/permissions/stored-rules';
import type { FieldSight, Sight } from './item-schema';

/** What an asker may do and see, asked once for a whole document. */
export interface AskersSight extends Sight {
  may(action: Action, collection: string): boolean;
}

export const EVERYTHING: AskersSight = { isWhole: true, may: () => true, collection: () => true, field: () => 'always' };

export function sightOf(rules: Rules): AskersSight {
  if (rules === 'everything') return EVERYTHING;
  const may = (action: Action, collection: string) => rules.some((rule) => rule.collection === collection && rule.action === action);
  return {
    isWhole: false,
    may,
    collection: (name) => may('read', name),
    field(collection, field): FieldSight {
      const granting = rules.filter((rule) => rule.collection === collection && rule.action === 'read' && (rule.fields.includes('*') || rule.fields.includes(field)));
      if (granting.length === 0) return 'never';
      return granting.some(({ rows }) => rows === null) ? 'always' : 'sometimes';
    },
  };
}
