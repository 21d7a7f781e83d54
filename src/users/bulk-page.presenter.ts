import type { FormErrors } from '../doors/html/field-messages';
import { initials } from '../doors/html/layout.presenter';
import { counted } from '../doors/html/list-page.presenter';
import type { BulkWords } from './bulk-action';
import { BULK_PATH, USERS_PATH } from './users-list';
import { displayName, type ListedUser } from './users-page.presenter';

/** For components/confirm and the list of who is meant. */
export interface BulkPage {
  readonly title: string;
  readonly action: string;
  readonly submitLabel: string;
  readonly cancelUrl: string;
  readonly tone: 'danger' | null;
  readonly consequences: readonly string[];
  readonly errors: FormErrors['summary'];
  readonly hidden: readonly { readonly name: string; readonly value: string }[];
  readonly people: readonly { readonly name: string; readonly initials: string; readonly email: string | null; readonly url: string }[];
  readonly more: string | null;
}

/** What of the list's state goes along, so that everybody who matched is found again. */
const STATE = ['search', 'status', 'role'];

export function bulkPage(facts: {
  readonly words: BulkWords;
  /** The viewer is one of them, and could not come back to set it right. */
  readonly shutsOutViewer: boolean;
  readonly count: number;
  /** Who was chosen as well, and to whom the viewer may not do it. */
  readonly leftOut: number;
  readonly people: readonly ListedUser[];
  readonly action: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly ids: readonly string[];
  readonly everybody: boolean;
  readonly cancelUrl: string;
  readonly errors: FormErrors['summary'];
}): BulkPage {
  const { words, count, leftOut, people, fields } = facts;
  const field = (name: string, value: string) => ({ name, value });
  const rest = count - people.length;
  return {
    title: `${words.button}?`,
    action: BULK_PATH,
    submitLabel: words.button,
    cancelUrl: facts.cancelUrl,
    tone: words.isDanger ? 'danger' : null,
    consequences: [
      ...(leftOut > 0 ? [`${counted(leftOut, 'more user')} that you chose ${leftOut === 1 ? 'is' : 'are'} left out: you may not do this to them.`] : []),
      ...(facts.shutsOutViewer ? ['You are one of them: you are signed out at once, and somebody else has to let you in again.'] : []),
      ...words.effects,
    ],
    errors: facts.errors,
    hidden: [
      field('action', facts.action),
      field('count', String(count)),
      ...STATE.flatMap((name) => (typeof fields[name] === 'string' && fields[name] !== '' ? [field(name, fields[name])] : [])),
      ...(facts.everybody ? [field('everybody', 'true')] : facts.ids.map((id) => field('ids', id))),
    ],
    people: people.map((user) => {
      const name = displayName(user);
      return { name, initials: initials(name), email: user.email && user.email !== name ? user.email : null, url: `${USERS_PATH}/${user.id}` };
    }),
    more: rest > 0 ? `and ${counted(rest, 'more user')}` : null,
  };
}
