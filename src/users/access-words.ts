import { fieldLabel } from '../activity/field-words';
import { seededWords } from '../activity/names';
import type { ExplainedRule, NamedSource } from '../policies/explained-access';
import { ruleWords } from '../policies/rule-words';

/** A piece of a sentence; a name leads to its page. */
export interface Part {
  readonly text: string;
  readonly url: string | null;
}

export function words(text: string): Part {
  return { text, url: null };
}

export function policyPart({ policy }: Pick<NamedSource, 'policy'>): Part {
  return policy ? { text: seededWords(policy.name), url: `/admin/settings/policies/${policy.id}` } : words('a policy that you may not see');
}

export function rolePart(role: NamedSource['role']): Part {
  return role ? { text: seededWords(role.name), url: `/admin/settings/roles/${role.id}` } : words('a role that you may not see');
}

/** Where a right comes from: "Front desk through their role Staff". */
export function sourceParts(source: NamedSource, ownRole: string | null): Part[] {
  switch (source.via) {
    case 'app':
      return [words('App access, which brings this along')];
    case 'user':
      return [policyPart(source), words(', their own policy')];
    case 'public':
      return [policyPart(source), words(', as everybody without a role')];
    case 'role':
      return [policyPart(source), words(source.role === null || ownRole === null ? ' through ' : source.role.id === ownRole ? ' through their role ' : ' through the parent role '), rolePart(source.role)];
  }
}

/** What one rule lets through, as a sentence without its end. */
export function ruleSentence({ permissions, validation, fields }: ExplainedRule, action: string): string {
  const rows = action === 'create' ? null : ruleWords(permissions);
  const checked = action === 'create' || action === 'update' ? ruleWords(validation, 'validation') : null;
  return [
    ...(action === 'create' ? [] : [rows === null ? 'Every item' : `Where ${rows}`]),
    ...(action === 'delete' || action === 'share' ? [] : [fieldsWords(fields)]),
    ...(checked === null ? [] : [`what is written has to match: ${checked}`]),
  ].join('; ').replace(/^./, (first) => first.toUpperCase());
}

function fieldsWords(fields: readonly string[]): string {
  if (fields.includes('*')) return 'all fields';
  return fields.length === 0 ? 'no field' : `fields: ${fieldList(fields)}`;
}

export function fieldList(fields: readonly string[]): string {
  return fields.map((field) => fieldLabel(field)).join(', ');
}
