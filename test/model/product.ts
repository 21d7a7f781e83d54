import type * as Access from '../support/access';
import type { AccessRooms } from '../support/access';
import type * as Errors from '../../src/platform/errors/application-error';
import type { Accountability } from '../../src/platform/accountability/accountability';
import type { Product } from './compare';
import type { Data, Question, Rule } from './tables';

/** The product on a real database: directory and rules are rows, questions go through the item reader. */
export function productOf(rooms: AccessRooms, { callerWith }: typeof Access, { applicationErrorsIn }: typeof Errors): Product {
  const as = (reader: Partial<Accountability>) => callerWith(['reader'], { user: null, ...reader });
  const raw = ({ collection: _, ...query }: Question) => query;
  return {
    now: rooms.clock.now(),
    nulls: rooms.prisma.provider === 'sqlite' ? 'first' : 'last',
    fill: (data) => rooms.run(({ db }) => fill(db, data)),
    permit: (rules) => rooms.run(({ db }) => permit(db, rules)),
    read: (reader, question) => rooms.reader.read(as(reader), question.collection, raw(question)),
    count: (reader, { collection, filter, search }) => rooms.reader.count(as(reader), collection, { filter, search }),
    codeOf: (thrown) => applicationErrorsIn(thrown)?.map(({ code, facts }) => (code === 'FORBIDDEN' ? code : `${code} ${JSON.stringify(facts)}`)).join() ?? null,
  };
}

type Db = Parameters<Parameters<AccessRooms['run']>[0]>[0]['db'];

async function fill(db: Db, data: Data): Promise<void> {
  for (const table of [db.access, db.user, db.permission, db.policy]) await (table.deleteMany as () => Promise<unknown>)();
  await db.role.updateMany({ data: { parentId: null } });
  await db.role.deleteMany();
  const rows = (name: string) => data[`directus_${name}`]! as readonly Record<string, never>[];
  for (const { parent, ...role } of rows('roles')) await db.role.create({ data: { ...role, parentId: parent } as never });
  await db.policy.createMany({ data: rows('policies').map(({ admin_access, app_access, enforce_tfa, ...policy }) => ({ ...policy, adminAccess: admin_access, appAccess: app_access, enforceTfa: enforce_tfa })) as never });
  for (const { first_name, last_name, text_direction, role, token, tags, last_access, email_notifications, ...user } of rows('users')) {
    const moment = last_access === null ? null : new Date(`${String(last_access)}Z`);
    await db.user.create({
      data: { ...user, firstName: first_name, lastName: last_name, textDirection: text_direction, roleId: role, tokenHash: token, ...(tags === null ? {} : { tags }), lastAccess: moment, emailNotifications: email_notifications } as never,
    });
  }
  await db.access.createMany({ data: rows('access').map(({ role, user, policy, ...access }) => ({ ...access, roleId: role, userId: user, policyId: policy })) as never });
}

async function permit(db: Db, rules: readonly Rule[]): Promise<void> {
  await db.permission.deleteMany();
  await db.permission.createMany({
    data: rules.map(({ collection, fields, permissions }) => ({ policyId: 'reader', action: 'read', collection, fields: fields.join(','), ...(permissions === null ? {} : { permissions: permissions as never }) })),
  });
}
