import type { Action } from '../access/permissions/stored-rules';
import { seededWords } from '../activity/names';
import type { Rule } from './policy-rule';

/** Rows as the item reader gives them, with the fields that the policy pages ask for. */

export interface PolicyRow {
  readonly id: string;
  readonly name: string;
  readonly icon: string;
  readonly description: string | null;
  readonly ip_access: readonly string[] | null;
  readonly enforce_tfa: boolean;
  readonly admin_access: boolean;
  readonly app_access: boolean;
}

export interface RoleRow {
  readonly id: string;
  readonly name: string;
  readonly parent: string | null;
}

export interface PersonRow {
  readonly id: string;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly email: string | null;
  readonly status: string;
}

/** An attachment of the policy; its holder is null where the caller may not see it, or where it is everybody. */
export interface HolderRow {
  readonly id: string;
  readonly role: string | null;
  readonly user: PersonRow | null;
}

export interface RuleRow extends Omit<Rule, 'id'> {
  readonly id: number;
  readonly collection: string;
  readonly action: Action;
}

export const POLICY_ROW_FIELDS = ['id', 'name', 'icon', 'description', 'ip_access', 'enforce_tfa', 'admin_access', 'app_access'] as const;
export const ROLE_ROW_FIELDS = ['id', 'name', 'parent'] as const;
export const PERSON_ROW_FIELDS = ['id', 'first_name', 'last_name', 'email', 'status'] as const;
export const RULE_ROW_FIELDS = ['id', 'collection', 'action', 'fields', 'permissions', 'validation', 'presets'] as const;

export function nameOfRole(role: Pick<RoleRow, 'name'>): string {
  return seededWords(role.name);
}
