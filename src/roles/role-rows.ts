/** Rows as the item reader gives them, with the fields that the role pages ask for. */

export interface RoleRow {
  readonly id: string;
  readonly name: string;
  readonly icon: string;
  readonly description: string | null;
  readonly parent: string | null;
}

export interface PersonRow {
  readonly id: string;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly email: string | null;
  /** These are absent where the caller may not read them. */
  readonly status?: string;
  readonly last_access?: string | null;
  readonly role?: { readonly id: string; readonly name: string } | null;
}

export interface PolicyRow {
  readonly id: string;
  readonly name: string;
  readonly icon: string;
  readonly admin_access: boolean;
  readonly app_access: boolean;
}

/** An attachment of a policy to a role. */
export interface AttachmentRow {
  readonly id: string;
  readonly role: string;
  readonly policy: PolicyRow | null;
}

export const ROLE_ROW_FIELDS = ['id', 'name', 'icon', 'description', 'parent'] as const;
export const PERSON_ROW_FIELDS = ['id', 'first_name', 'last_name', 'email', 'status', 'last_access', 'role'] as const;
export const POLICY_ROW_FIELDS = ['id', 'name', 'icon', 'admin_access', 'app_access'] as const;
export const ATTACHMENT_ROW_FIELDS = ['id', 'role', ...POLICY_ROW_FIELDS.map((field) => `policy.${field}` as const)] as const;
