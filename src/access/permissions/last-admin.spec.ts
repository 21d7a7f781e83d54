import { makePolicy, openAccess, type AccessRooms } from '../../../test/support/access';
import { PROVIDERS } from '../../../test/support/database';
import { applicationErrorsIn } from '../../platform/errors/application-error';
import { InvalidPayloadError } from '../../platform/errors/errors';
import type { UnitOfWork } from '../../platform/database/unit-of-work';

describe.each(PROVIDERS)('the last administrator on %s', (provider) => {
  let rooms: AccessRooms;

  beforeAll(async () => {
    rooms = await openAccess(provider);
    await makePolicy(rooms, 'admin', [], { adminAccess: true });
    await rooms.run(async ({ db }) => {
      await db.role.create({ data: { id: 'top', name: 'top' } });
      await db.role.create({ data: { id: 'low', name: 'low', parentId: 'top' } });
      await db.access.create({ data: { id: 'a', roleId: 'top', policyId: 'admin' } });
      await db.user.create({ data: { id: 'ada', roleId: 'low' } });
      await db.user.create({ data: { id: 'bob', status: 'suspended', roleId: 'top' } });
    });
  });
  afterAll(() => rooms.close());

  /** What is said after the writes, none of which stays. */
  const after = (writes: (db: UnitOfWork['db']) => Promise<unknown>) =>
    rooms
      .run(async (work) => {
        await writes(work.db);
        await rooms.lastAdmin.assertRemains(work);
        throw new InvalidPayloadError({ reason: 'It remains; everything is put back' });
      })
      .catch((thrown: unknown) => (thrown instanceof InvalidPayloadError ? 'remains' : (applicationErrorsIn(thrown)?.[0]?.code ?? thrown)));

  it.each<[string, (db: UnitOfWork['db']) => Promise<unknown>, string]>([
    ['nothing happens', async () => undefined, 'remains'],
    ['somebody else becomes one', (db) => db.user.update({ where: { id: 'bob' }, data: { status: 'active' } }), 'remains'],
    ['she is suspended', (db) => db.user.update({ where: { id: 'ada' }, data: { status: 'suspended' } }), 'UNPROCESSABLE_CONTENT'],
    ['she is only invited', (db) => db.user.update({ where: { id: 'ada' }, data: { status: 'invited' } }), 'UNPROCESSABLE_CONTENT'],
    ['she leaves the role', (db) => db.user.update({ where: { id: 'ada' }, data: { roleId: null } }), 'UNPROCESSABLE_CONTENT'],
    ['she is deleted', (db) => db.user.delete({ where: { id: 'ada' } }), 'UNPROCESSABLE_CONTENT'],
    ['the role loses its parent', (db) => db.role.update({ where: { id: 'low' }, data: { parentId: null } }), 'UNPROCESSABLE_CONTENT'],
    ['the attachment goes', (db) => db.access.delete({ where: { id: 'a' } }), 'UNPROCESSABLE_CONTENT'],
    ['the attachment becomes the public one', (db) => db.access.update({ where: { id: 'a' }, data: { roleId: null } }), 'UNPROCESSABLE_CONTENT'],
    ['the policy is deleted', (db) => db.policy.delete({ where: { id: 'admin' } }), 'UNPROCESSABLE_CONTENT'],
    ['the policy loses admin access', (db) => db.policy.update({ where: { id: 'admin' }, data: { adminAccess: false } }), 'UNPROCESSABLE_CONTENT'],
    ['the policy gets an IP list', (db) => db.policy.update({ where: { id: 'admin' }, data: { ipAccess: '10.0.0.1' } }), 'UNPROCESSABLE_CONTENT'],
    ['she holds the policy of her own', async (db) => {
      await db.access.create({ data: { id: 'b', userId: 'ada', policyId: 'admin' } });
      await db.access.delete({ where: { id: 'a' } });
    }, 'remains'],
  ])('%s', async (_, writes, expected) => {
    expect(await after(writes)).toBe(expected);
  });
});
