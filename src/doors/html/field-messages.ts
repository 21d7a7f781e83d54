import { applicationErrorsIn, type ApplicationError } from '../../platform/errors/application-error';
import { messageOf } from '../http/error-response';

/** What a form shows after a refusal: the summary on top, and each message beside its field. */
export interface FormErrors {
  readonly summary: readonly { readonly text: string; readonly href: string | null }[];
  /** By field name. Strict templates: ask for a field with the presenter, not in the template. */
  readonly byField: Readonly<Record<string, string>>;
}

export const NO_ERRORS: FormErrors = Object.freeze({ summary: [], byField: {} });

/** Labels of the page's fields by name, so that a message can name the field as the person sees it. */
export type FieldLabels = Readonly<Record<string, string>>;

/** The refusals that a form can show; null when the error belongs to somebody else (a page of its own, or a defect). */
export function formErrors(thrown: unknown, labels: FieldLabels): FormErrors | null {
  const errors = applicationErrorsIn(thrown);
  if (!errors || !errors.every((error) => SHOWN_AT_THE_FORM.has(error.code))) return null;
  const summary: { text: string; href: string | null }[] = [];
  const byField: Record<string, string> = {};
  for (const error of errors) {
    const field = typeof error.facts['field'] === 'string' ? error.facts['field'] : null;
    const label = field === null ? null : (labels[field] ?? null);
    const message = fieldMessage(error, label);
    summary.push({ text: message, href: label === null ? null : `#${fieldId(field!)}` });
    if (field !== null) byField[field] = message;
  }
  return { summary, byField };
}

/** The id of a field's control; components/field-* give the same. */
function fieldId(name: string): string {
  return `field-${name}`;
}

const SHOWN_AT_THE_FORM = new Set(['FAILED_VALIDATION', 'RECORD_NOT_UNIQUE', 'INVALID_FOREIGN_KEY', 'INVALID_PAYLOAD', 'UNPROCESSABLE_CONTENT']);

function fieldMessage(error: ApplicationError, label: string | null): string {
  const name = label ?? 'This field';
  if (error.code === 'RECORD_NOT_UNIQUE') return `${name} is already in use. Choose another one.`;
  if (error.code === 'INVALID_FOREIGN_KEY') return `${name} does not exist any more. Choose another one.`;
  if (error.code === 'UNPROCESSABLE_CONTENT' || error.code === 'INVALID_PAYLOAD') return String(error.facts['reason'] ?? messageOf(error));
  return VALIDATION[String(error.facts['type'])]?.(name, error.facts) ?? `${name} is not valid. Correct it and try again.`;
}

const VALIDATION: Record<string, (name: string, facts: Record<string, unknown>) => string> = {
  required: (name) => `${name} is missing. Enter it.`,
  nnull: (name) => `${name} is missing. Enter it.`,
  nempty: (name) => `${name} is missing. Enter it.`,
  email: (name) => `${name} has to be one whole address. Enter an address like name@example.org.`,
  in: (name) => `${name} is not one of the choices. Choose one from the list.`,
  type: (name) => `${name} is not of the expected kind. Correct it.`,
  max_length: (name, facts) => `${name} is too long. ${facts['valid'] ? `Use ${String(facts['valid'])} characters or fewer.` : 'Shorten it.'}`,
  min_length: (name, facts) => `${name} is too short. Use ${String(facts['valid'] ?? 15)} characters or more; four words are easy.`,
  common: (name) => `${name} is one that many people use. Choose another one; four words are easy.`,
  same_as_email: (name) => `${name} is the e-mail address. Choose another one.`,
  regex: (name) => `${name} does not have the expected form. Correct it.`,
  not_admin_role: (name) => `${name} gives administrator rights. Choose a role without them.`,
  not_allowed: (name) => `${name} is not one that may register here. Use another one, or ask an administrator.`,
  url: (name) => `${name} is not a web address. Enter one like https://example.org.`,
  code: (name) => `${name} is not right, or was used already. Enter the one that the app shows now. If that is refused, too, the clock of the phone may be wrong.`,
  wrong: (name) => `${name} is not right. Enter it again.`,
  text: (name) => `${name} contains characters that cannot be stored. Remove them.`,
  language: (name) => `${name} is not a language tag. Enter one like en-US.`,
  icon: (name) => `${name} is not an icon from the list. Choose one.`,
  json: (name, facts) => `${name} is not a JSON object. ${typeof facts['valid'] === 'string' ? facts['valid'] : 'Correct it.'}`,
  rule: (name, facts) => `${name} is not understood: ${String(facts['valid'] ?? 'correct it')}.`,
  ip_list: (name, facts) => `${name} may hold addresses, ranges like 10.0.0.1-10.0.0.9 and CIDR blocks like 10.0.0.0/8. “${String(facts['invalid'])}” is none of them.`,
  ip: (name) => `${name} is not an IP address. Enter one like 192.0.2.7.`,
  unknown_collection: (_, facts) => `Usher has no collection “${String(facts['invalid'])}”. Choose one from the list, or enter one of another program.`,
  key: (name) => `${name} has to be the key of what is stored here. Enter what stands at the end of its page’s address.`,
  row: (name) => `${name} has to be the row itself, in JSON. Enter it between { and }.`,
  color: (name) => `${name} is not a colour. Enter one like #0b6b50.`,
};
