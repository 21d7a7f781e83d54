import type { Search } from '../ast';
import { compare } from './compile-comparison';
import { allOf, anyOf, type Condition } from './condition';
import { isGranted, resolveField } from './resolve-field';
import type { View } from './view';

/** Any readable column that holds the text; ids and numbers only as a whole. Relations are not followed, secrets not looked into. */
export function compileSearch(view: View, search: Search): Condition {
  const names = [...view.collection.fields.keys()].filter((name) => isGranted(view, name));
  return anyOf(names.map((name) => inField(view, name, search)));
}

function inField(view: View, name: string, { text, isUuid, number }: Search): Condition {
  const { field, guard } = resolveField(view, name, 'compare');
  if (field.kind === 'list' || field.concealed) return false;
  const column = view.column(field);
  const found = (operator: 'icontains' | 'eq', operand = text) => allOf([guard, compare(view.dialect, field.type, column, { kind: 'compare', call: { name, fn: null }, operator, operands: [operand] }, 'search')]);
  switch (field.type) {
    case 'string':
    case 'text':
      return found('icontains');
    case 'uuid':
      return isUuid && found('eq');
    case 'integer':
      return number !== null && found('eq', number);
    default:
      return false;
  }
}
