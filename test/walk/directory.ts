import { createHash } from 'node:crypto';
import type { Random } from '../model/random';
import type { TestApp } from '../support/app';
import { FIELDS, IP_LISTS, ROLE, STATUSES, TITLES } from './held';

/** Who writes: nobody of them is an administrator. */
export const ACTORS = ['mona', 'max', 'mia', 'ron'] as const;
export const tokenOf = (actor: string) => `static-token-of-${actor}-for-the-walk`;
export const sessionOf = (actor: string) => `session-of-${actor}-for-the-walk-of-writes`;

const STAFF = ['sam', 'sue', 'stan', 'sid'] as const;
type RoleName = keyof typeof ROLE;
const ALL = ['leads', 'staff', 'guests', 'spare', 'desk'] as const;
const POLICIES = ['admin', 'desk', 'wide', 'narrow', 'team', 'office', 'own', 'public', 'empty'] as const;
export const COLLECTIONS = ['articles', 'notes', 'directus_users'] as const;
export const ACTIONS = ['create', 'read', 'update', 'delete', 'share'] as const;

/** Rules that holders of one policy understand in ways of their own, and some that everybody understands alike. */
const CONDITIONS: readonly object[] = [
  { status: { _eq: 'draft' } }, { status: { _neq: 'suspended' } }, { role: { _eq: '$CURRENT_ROLE' } }, { role: { _in: '$CURRENT_ROLES' } }, { role: { _eq: ROLE.staff } }, { id: { _eq: '$CURRENT_USER' } },
  { title: { _eq: '$CURRENT_USER.title' } }, { title: { _eq: '$CURRENT_ROLE.name' } }, { title: { _eq: '$CURRENT_USER.role.name' } },
];
const VALIDATIONS: readonly object[] = [{ status: { _eq: 'draft' } }, { title: { _nnull: true } }, { role: { _eq: '$CURRENT_ROLE' } }, { title: { _in: ['sales', 'support'] } }];
const PRESETS: readonly object[] = [{ status: 'draft' }, { role: '$CURRENT_ROLE' }, { status: 'draft', title: 'sales' }];

export interface WrittenRule {
  readonly fields: readonly string[] | null;
  readonly permissions: object | null;
  readonly validation: object | null;
  readonly presets: object | null;
}

export function randomCondition(random: Random): object | null {
  if (random.chance(0.4)) return random.chance(0.5) ? null : {};
  const one = random.pick(CONDITIONS);
  if (random.chance(0.75)) return one;
  return { [random.chance(0.5) ? '_and' : '_or']: [one, random.pick(CONDITIONS)] };
}

export function randomFields(random: Random): string[] | null {
  if (random.chance(0.2)) return ['*'];
  const some = random.some(FIELDS, 0.5);
  return some.length > 0 ? some : random.chance(0.3) ? null : [random.pick(FIELDS)];
}

export function randomRule(random: Random, action: string): WrittenRule {
  const writes = action === 'create' || action === 'update';
  return {
    fields: randomFields(random),
    permissions: randomCondition(random),
    validation: writes && random.chance(0.25) ? random.pick(VALIDATIONS) : null,
    presets: writes && random.chance(0.2) ? random.pick(PRESETS) : null,
  };
}

export function randomIpList(random: Random): string | null {
  return random.pick([null, null, ...Object.keys(IP_LISTS)]);
}

/** A new directory in place of the one there was. The actors may write nearly everything; what they hold besides is a matter of luck. */
export async function fillDirectory({ prisma: db }: TestApp, random: Random): Promise<void> {
  await empty(db);
  const parents: Partial<Record<RoleName, string | null>> = { desk: random.pick([null, null, ROLE.staff]), leads: random.pick([null, ROLE.staff, ROLE.guests]), staff: random.pick([null, ROLE.guests]), spare: random.pick([null, ROLE.admins, ROLE.leads]) };
  for (const name of ['admins', 'guests', 'staff', 'leads', 'desk', 'spare'] as const) await db.role.create({ data: { id: ROLE[name], name: random.pick([name, 'sales']), parentId: parents[name] ?? null } });
  await db.policy.createMany({ data: POLICIES.map((id) => ({ id, name: id, adminAccess: id === 'admin', appAccess: id === 'desk' || random.chance(0.2), ipAccess: id === 'office' ? '10.0.0.0/8' : id === 'desk' || id === 'admin' ? null : random.chance(0.15) ? randomIpList(random) : null })) });
  const rules = [...deskRules(random), ...POLICIES.filter((id) => !['admin', 'empty'].includes(id)).flatMap((policyId) => Array.from({ length: 1 + random.below(4) }, () => articleRule(random, policyId)))];
  await db.permission.createMany({ data: rules as never });
  const person = (id: string, role: RoleName | null, more: object = {}) => ({ id, email: `${id}@x.example`, emailKey: `${id}@x.example`, firstName: id, roleId: role && ROLE[role], title: random.pick([null, ...TITLES]), ...more });
  const actors = ACTORS.map((id, index) => person(id, random.pick(['desk', 'desk', 'leads']), { tokenHash: hash(tokenOf(id)), ...(index === 3 ? { roleId: null } : {}) }));
  await db.user.createMany({
    data: [
      ...actors, person('ada', 'admins'), person('adam', 'admins', { status: 'suspended' }), person('ivy', random.pick([...ALL, 'admins'] as const), { status: 'invited' }),
      ...STAFF.map((id) => person(id, random.pick([null, ...ALL]), { status: random.chance(0.2) ? 'suspended' : 'active' })),
    ] as never,
  });
  const later = new Date('2100-01-01T00:00:00.000Z');
  await db.session.createMany({ data: ACTORS.map((id) => ({ id: `session-${id}`, userId: id, mode: 'session', tokenHash: hash(sessionOf(id)), expiresAt: later, signedInAt: later, lastUsedAt: later })) });
  // Whoever is not in the role holds the desk's policy of their own, so that each actor can write.
  const attachments = [
    { roleId: ROLE.admins, policyId: 'admin' }, { roleId: ROLE.desk, policyId: 'desk' }, ...actors.filter(({ roleId }) => roleId !== ROLE.desk).map(({ id }) => ({ userId: id, policyId: 'desk' })), { policyId: 'public' },
    ...ALL.flatMap((role) => random.some(POLICIES.slice(2), 0.25).map((policyId) => ({ roleId: ROLE[role], policyId }))),
    ...[...STAFF, ...ACTORS, 'ivy'].flatMap((userId) => random.some(POLICIES.slice(2), 0.15).map((policyId) => ({ userId, policyId }))),
  ];
  await db.access.createMany({ data: attachments.map((row, index) => ({ id: `access-${index}`, ...row })) });
  await db.settings.updateMany({ data: { publicRegistration: random.chance(0.5), publicRegistrationRoleId: random.pick([null, ROLE.guests, ROLE.staff]) } });
}

async function empty(db: TestApp['prisma']): Promise<void> {
  await db.settings.updateMany({ data: { publicRegistrationRoleId: null, publicRegistration: false } });
  for (const table of [db.access, db.permission, db.policy, db.outboxMail, db.oneTimeToken, db.revision, db.activity, db.session, db.draft, db.formReceipt, db.user]) await (table.deleteMany as () => Promise<unknown>)();
  await db.role.updateMany({ data: { parentId: null } });
  await db.role.deleteMany();
}

function deskRules(random: Random): object[] {
  const everything = ['directus_users', 'directus_roles', 'directus_policies', 'directus_permissions', 'directus_access', 'directus_settings'].flatMap((collection) =>
    ['create', 'read', 'update', 'delete'].filter((action) => collection !== 'directus_settings' || action === 'read' || action === 'update').map((action) => ({ policyId: 'desk', collection, action, fields: '*' })));
  const elsewhere = COLLECTIONS.slice(0, 2).flatMap((collection) => ACTIONS.map((action) => ({ policyId: 'desk', collection, action, fields: '*' })));
  // Whoever has everything can give everything, and is no test: here and there they have less.
  const less = (rules: readonly (typeof everything)[number][], chance: number) => rules.map((rule) => (random.chance(chance) ? { ...rule, ...stored(randomRule(random, rule.action)) } : rule));
  return [...less(everything, 0.02), ...less(elsewhere, 0.12)];
}

function articleRule(random: Random, policyId: string): object {
  const action = random.pick(ACTIONS);
  return { policyId, collection: random.pick(COLLECTIONS), action, ...stored(randomRule(random, action)) };
}

function stored({ fields, permissions, validation, presets }: WrittenRule): object {
  return { fields: fields?.join(',') ?? null, ...(permissions && { permissions }), ...(validation && { validation }), ...(presets && { presets }) };
}

function hash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

export const SAMPLE_STATUSES = [...STATUSES, 'archived', 'invited'] as const;
