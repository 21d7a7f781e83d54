import { MASK } from '../access/query/shape';

/** How the pages call the dialect's fields. */
const LABELS: Readonly<Record<string, string>> = {
  first_name: 'First name',
  last_name: 'Last name',
  email: 'E-mail address',
  ip_access: 'IP addresses',
  app_access: 'App access',
  admin_access: 'Admin access',
  enforce_tfa: 'Require two-factor sign-in',
  tfa_secret: 'Two-factor secret',
  token: 'API token',
  permissions: 'Row rule',
  project_url: 'Project URL',
  public_registration: 'Public registration',
  public_registration_verify_email: 'Verify e-mail addresses',
  public_registration_role: 'Role of new users',
  public_registration_email_filter: 'Address filter',
};

export function fieldLabel(field: string): string {
  return LABELS[field] ?? sentenceCase(field.replace(/_/g, ' '));
}

const LONG = 300;

/** A value as a person reads it; null where there is none. */
export function valueText(value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null;
  if (value === MASK) return 'Hidden';
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  const text = typeof value === 'string' ? value : Array.isArray(value) && value.every((entry) => typeof entry !== 'object') ? value.join(', ') : JSON.stringify(value);
  return text.length > LONG ? `${text.slice(0, LONG)}…` : text || null;
}

function sentenceCase(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
