import { openAccess, type AccessRooms } from '../../../test/support/access';
import { PROVIDERS } from '../../../test/support/database';

describe.each(PROVIDERS)('the policies of a person on %s', (provider) => {
  let rooms: AccessRooms;

  beforeAll(async () => {
    rooms = await openAccess(provider);
    await rooms.run(async ({ db }) => {
      await db.policy.createMany({
        data: [
          { id: 'own', name: 'own', appAccess: true }, { id: 'near', name: 'near', enforceTfa: true }, { id: 'far', name: 'far', adminAccess: true }, { id: 'public', name: 'public', adminAccess: true, appAccess: true },
          { id: 'office', name: 'office', ipAccess: '10.0.0.0/8', adminAccess: true },
        ],
      });
      await db.role.create({ data: { id: 'top', name: 'top' } });
      await db.role.create({ data: { id: 'middle', name: 'middle', parentId: 'top' } });
      await db.role.create({ data: { id: 'low', name: 'low', parentId: 'middle' } });
      await db.role.create({ data: { id: 'lonely', name: 'lonely' } });
      await db.user.createMany({ data: [{ id: 'u', roleId: 'low' }, { id: 'guest' }, { id: 'clerk', roleId: 'lonely' }] });
      await db.access.createMany({
        data: [
          { id: '1', roleId: 'top', policyId: 'far' }, { id: '2', roleId: 'low', policyId: 'near' }, { id: '3', userId: 'u', policyId: 'own' }, { id: '4', policyId: 'public' },
          { id: '5', userId: 'guest', policyId: 'own' }, { id: '6', userId: 'clerk', policyId: 'office' }, { id: '7', userId: 'u', policyId: 'near' },
        ],
      });
    });
  });
  afterAll(() => rooms.close());

  it('come from the role, its ancestors, and the person, nearest first', async () => {
    expect(await rooms.collector.collect('u', 'low', null)).toMatchObject({ roles: ['low', 'middle', 'top'], policies: ['near', 'far', 'own'], admin: true, app: true, enforceTfa: true, sources: [
      { policy: 'near', via: 'role', role: 'low', applies: true }, { policy: 'far', via: 'role', role: 'top', applies: true },
      { policy: 'own', via: 'user', role: null, applies: true }, { policy: 'near', via: 'user', role: null, applies: true },
    ] });
  });

  it('come from the public where there is no role, without its flags', async () => {
    expect(await rooms.collector.collect(null, null, null)).toEqual({ roles: [], policies: ['public'], admin: false, app: false, enforceTfa: false, sources: [{ policy: 'public', via: 'public', role: null, applies: true, admin: false, app: false, ipAccess: null }] });
    expect(await rooms.collector.collect('guest', null, null)).toMatchObject({ policies: ['public', 'own'], admin: false, app: true });
    expect(await rooms.collector.collect('clerk', 'lonely', '10.1.2.3')).toMatchObject({ policies: ['office'], admin: true });
  });

  it('are without those whose IP list the address is not on', async () => {
    expect(await rooms.collector.collect('clerk', 'lonely', '11.1.2.3')).toMatchObject({ policies: [], admin: false });
    expect(await rooms.collector.collect('clerk', 'lonely', null)).toMatchObject({ policies: [], admin: false });
  });

  it('can be collected in a unit of work, and end where roles go in circles', async () => {
    const { roles } = await rooms.run(async (work) => {
      await work.db.role.update({ where: { id: 'top' }, data: { parentId: 'low' } });
      const collected = await rooms.collector.collect('u', 'low', null, work);
      await work.db.role.update({ where: { id: 'top' }, data: { parentId: null } });
      return collected;
    });
    expect(roles).toEqual(['low', 'middle', 'top']);
  });
});
