import { ADA, startApp, type TestApp } from '../support/app';
import { HtmlDoor } from '../support/doors/html-door';
import { RestDoor } from '../support/doors/rest-door';

const ROLES = '/admin/settings/roles';

let app: TestApp;
let html: HtmlDoor;
let rest: RestDoor;

beforeAll(async () => {
  app = await startApp({ env: { LIMIT_REQUESTS_A_SECOND: '0' } });
  html = new HtmlDoor(app.url);
  await html.signIn(ADA.email, ADA.password);
  rest = await new RestDoor(app.url).signIn(ADA.email, ADA.password);
}, 60_000);

afterAll(() => app.close());

type DoorName = 'html' | 'rest';

/** The same small world for each door, its ids told apart by the door's name. */
async function world(door: DoorName, scenario: number) {
  const id = (word: string) => `${word}-${door}-${scenario}`;
  const { role, user, policy, access } = app.prisma;
  for (const name of ['Staff', 'Editors', 'Viewer']) await role.create({ data: { id: id(name.toLowerCase()), name } });
  for (const [name, roleId] of [['ben', 'editors'], ['cleo', 'editors'], ['dora', 'viewer'], ['emil', null]] as const) {
    await user.create({ data: { id: id(name), firstName: name, email: `${id(name)}@example.org`, emailKey: `${id(name)}@example.org`, roleId: roleId && id(roleId) } });
  }
  for (const name of ['Read', 'Write']) await policy.create({ data: { id: id(name.toLowerCase()), name: id(name) } });
  await access.create({ data: { id: id('attached'), roleId: id('editors'), policyId: id('read') } });
  return { id, url: `${ROLES}/${id('editors')}` };
}

/** What a scenario left, without the ids that differ between the doors. */
async function outcome(door: DoorName, scenario: number, after: number) {
  const plain = (value: unknown) => JSON.parse(JSON.stringify(value).replaceAll(`-${door}-${scenario}`, '').replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'uuid').replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'time')) as unknown;
  const mine = { contains: `-${door}-${scenario}` };
  const events = await app.prisma.activity.findMany({ where: { id: { gt: after } }, orderBy: { id: 'asc' } });
  return {
    roles: plain(await app.prisma.role.findMany({ where: { id: mine }, select: { id: true, name: true, icon: true, description: true, parentId: true }, orderBy: { id: 'asc' } })),
    users: plain(await app.prisma.user.findMany({ where: { email: mine }, select: { email: true, firstName: true, status: true, roleId: true }, orderBy: { email: 'asc' } })),
    policies: plain(await app.prisma.access.findMany({ where: { roleId: mine }, select: { roleId: true, policyId: true, sort: true }, orderBy: { policyId: 'asc' } })),
    activity: (plain(events.map(({ event, action, collection, names, changes }) => ({ event, action, collection, names, changes }))) as object[]).map((row) => JSON.stringify(row)).sort(),
    mails: plain(await app.prisma.outboxMail.findMany({ where: { toAddress: mine }, select: { template: true, toAddress: true, state: true } })),
  };
}

type Id = (word: string) => string;

interface Scenario {
  readonly name: string;
  readonly byHand: (id: Id, url: string) => Promise<unknown>;
  readonly byProgram: (id: Id) => Promise<unknown>;
  readonly changesNothing?: true;
}

const press = (fields: Record<string, string | string[]>, button: string) => html.submit('#role', fields, button);
const patch = (id: Id, changes: object) => rest.patch(`/roles/${id('editors')}`, changes);

const SCENARIOS: Scenario[] = [
  {
    name: 'rename, move, create, add, remove, attach and detach in one save',
    async byHand(id, url) {
      await html.get(url);
      await press({}, 'Remove ben from this role');
      await press({ policy: id('write') }, 'Add policy');
      await press({}, `Remove policy ${id('Read')}`);
      await press({}, 'Create New');
      await html.submit('.drawer__form', { first_name: 'nora', email: `${id('nora')}@example.org`, sign_in: 'invitation' });
      await press({}, 'Add Existing');
      await html.submit('.drawer__form', { search: id('dora') }, 'Search');
      await html.submit('.drawer__form', { 'picked[]': [id('dora')] }, 'Add users');
      await press({}, 'Add Existing');
      await html.submit('.drawer__form', { search: id('emil') }, 'Search');
      await html.submit('.drawer__form', { 'picked[]': [id('emil')] }, 'Add users');
      await press({ name: 'Writers', parent: id('staff') }, 'Save, 6 unsaved changes');
    },
    byProgram: (id) => patch(id, {
      name: 'Writers', parent: id('staff'),
      users: { create: [{ first_name: 'nora', email: `${id('nora')}@example.org`, status: 'invited' }], update: [{ id: id('dora') }, { id: id('emil'), role: id('editors') }], delete: [id('ben')] },
      policies: { create: [{ policy: { id: id('write') }, role: id('editors') }], update: [], delete: [id('attached')] },
    }),
  },
  {
    name: 'a description and an icon',
    async byHand(_id, url) {
      await html.get(url);
      await press({ description: 'They write', icon: 'pen-line' }, 'Save');
    },
    byProgram: (id) => patch(id, { description: 'They write', icon: 'pen-line' }),
  },
  {
    name: 'removing the role with people in it',
    async byHand(_id, url) {
      await html.get(`${url}/delete`);
      await html.submit('form.confirm', { then: 'leave' }, 'Delete role');
    },
    byProgram: (id) => rest.delete(`/roles/${id('editors')}`),
  },
  {
    name: 'an empty name',
    async byHand(_id, url) {
      await html.get(url);
      await press({ name: '' }, 'Save');
      expect(html.last.status).toBe(422);
      await press({}, 'Discard');
    },
    async byProgram(id) {
      expect(await patch(id, { name: '' })).toMatchObject({ status: 400, code: 'FAILED_VALIDATION' });
    },
    changesNothing: true,
  },
  {
    name: 'a new person with an address that is taken, beside changes that are fine',
    async byHand(id, url) {
      await html.get(url);
      await press({}, 'Create New');
      await html.submit('.drawer__form', { first_name: 'late', email: `${id('late')}@example.org`, sign_in: 'invitation' });
      await app.prisma.user.create({ data: { id: id('late'), firstName: 'early', email: `${id('late')}@example.org`, emailKey: `${id('late')}@example.org` } });
      await press({ name: 'Not this' }, 'Save, 1 unsaved change');
      expect(html.last.status).toBe(422);
      await press({}, 'Discard');
    },
    async byProgram(id) {
      await app.prisma.user.create({ data: { id: id('late'), firstName: 'early', email: `${id('late')}@example.org`, emailKey: `${id('late')}@example.org` } });
      const answer = await patch(id, { name: 'Not this', users: { create: [{ first_name: 'late', email: `${id('late')}@example.org`, status: 'invited' }], update: [], delete: [] } });
      expect(answer).toMatchObject({ status: 400, code: 'RECORD_NOT_UNIQUE' });
    },
    changesNothing: true,
  },
];

describe('a save of a role leaves the same behind at both doors', () => {
  it.each(SCENARIOS.map((scenario, index) => [scenario.name, scenario, index] as const))('%s', async (_name, scenario, index) => {
    const outcomes: Partial<Record<DoorName, Awaited<ReturnType<typeof outcome>>>> = {};
    for (const door of ['html', 'rest'] as const) {
      const { id, url } = await world(door, index);
      const last = (await app.prisma.activity.findFirst({ orderBy: { id: 'desc' } }))?.id ?? 0;
      await (door === 'html' ? scenario.byHand(id, url) : scenario.byProgram(id));
      outcomes[door] = await outcome(door, index, last);
    }
    expect(outcomes.html).toEqual(outcomes.rest);
    expect(outcomes.html!.activity.length > 0).toBe(!scenario.changesNothing);
    expect(await app.prisma.draft.count()).toBe(0);
  });
});
