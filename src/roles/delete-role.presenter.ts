import { seededWords } from '../activity/names';
import { counted } from '../doors/html/list-page.presenter';
import { inTreeOrder } from './role-tree';
import type { RoleRow } from './role-rows';
import { roleUrl } from './role-urls';

export interface DeleteRolePage {
  readonly heading: string;
  readonly consequences: readonly string[];
  /** Asked only where there are people. */
  readonly people: { readonly question: string; readonly roles: readonly { readonly value: string; readonly label: string; readonly selected: boolean }[]; readonly move: boolean; readonly leave: boolean } | null;
  readonly postUrl: string;
  readonly cancelUrl: string;
  readonly draft: string;
  readonly buttonLabel: string;
  readonly errors: readonly { readonly text: string; readonly href: string | null }[];
  readonly choiceError: string | null;
}

export interface DeleteRoleFacts {
  readonly role: RoleRow;
  readonly roles: readonly RoleRow[];
  readonly people: number;
  readonly policies: number;
  readonly draftId: string | null;
  /** What was chosen before a refusal. */
  readonly chosen: { readonly then: 'move' | 'leave' | ''; readonly to: string };
  readonly errors: readonly { readonly text: string; readonly href: string | null }[];
}

/** The question before a role goes: what happens to its people, its children and its policies. */
export function deleteRolePage({ role, roles, people, policies, draftId, chosen, errors }: DeleteRoleFacts): DeleteRolePage {
  const name = seededWords(role.name);
  const children = roles.filter(({ parent }) => parent === role.id).map((child) => seededWords(child.name));
  const consequences = [
    people > 0 ? `${counted(people, 'person is', 'people are')} in this role. Their status and their own policies stay as they are.` : 'Nobody is in this role.',
    ...(children.length > 0 ? [`${list(children)} ${children.length === 1 ? 'moves' : 'move'} to the top level and no longer ${children.length === 1 ? 'holds' : 'hold'} what ${name} holds.`] : []),
    ...(policies > 0 ? [`${counted(policies, 'policy is', 'policies are')} no longer attached to it. The policies themselves stay.`] : []),
  ];
  const others = inTreeOrder(roles.map((other) => ({ ...other, name: seededWords(other.name), parentId: other.parent }))).filter(({ role: other }) => other.id !== role.id);
  return {
    heading: `Delete the role ${name}?`,
    consequences,
    people:
      people === 0
        ? null
        : {
            question: people === 1 ? 'What happens to this person?' : `What happens to these ${counted(people, 'person', 'people')}?`,
            roles: others.map(({ role: other, depth }) => ({ value: other.id, label: `${'\u2003'.repeat(depth)}${other.name}`, selected: other.id === chosen.to })),
            move: chosen.then === 'move',
            leave: chosen.then === 'leave',
          },
    postUrl: roleUrl(role.id, { draft: draftId }, 'delete'),
    cancelUrl: roleUrl(role.id, { draft: draftId }),
    draft: draftId ?? '',
    buttonLabel: 'Delete role',
    errors,
    choiceError: errors[0]?.text ?? null,
  };
}

function list(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;
}
