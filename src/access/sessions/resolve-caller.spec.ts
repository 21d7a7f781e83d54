import type { CallerRow, PolicyFact } from './caller-query';
import { accountabilityOf, isUsable } from './resolve-caller';

const NOW = new Date('2026-11-24T09:00:00.000Z');
const FROM = { ip: '203.0.113.7', userAgent: null, origin: null };
const at = (seconds: number) => new Date(NOW.getTime() + seconds * 1000).toISOString();

const ROW: CallerRow = {
  session: 's', mode: 'session', expires: at(60), access_expires: null, signed_in: at(-60), last_used: at(-5), rotated: null, by_previous: 0,
  user_id: 'u', first_name: 'Ada', last_name: null, email: 'ada@example.org', status: 'active', role: 'r1', second_factor: 0, roles: [], policies: [],
};
const policy = (id: string, more: Partial<PolicyFact> = {}): PolicyFact => ({ id, depth: 0, ip: null, admin: 0, app: 0, tfa: 0, sort: null, ...more });
const callerWith = (policies: PolicyFact[], more: Partial<CallerRow> = {}) => accountabilityOf({ ...ROW, policies, ...more }, FROM, 'hash');

describe('a credential', () => {
  it.each<[string, Partial<CallerRow>, boolean]>([
    ['of a live session', {}, true],
    ['of a session that ends now', { expires: at(0) }, false],
    ['of somebody suspended', { status: 'suspended' }, false],
    ['of somebody invited', { status: 'invited' }, false],
    ['that is an access token', { mode: 'json', access_expires: at(1) }, true],
    ['that is an access token of yesterday', { mode: 'json', access_expires: at(-1) }, false],
    ['that is the refresh token of a json session', { mode: 'json', access_expires: null }, false],
    ['that was exchanged nine seconds ago', { by_previous: 1, rotated: at(-9) }, true],
    ['that was exchanged ten seconds ago', { by_previous: 1, rotated: at(-10) }, false],
    ['that is a static token', { session: null, mode: null, expires: null }, true],
    ['that is a static token of somebody archived', { session: null, mode: null, expires: null, status: 'archived' }, false],
  ])('%s', (_name, more, usable) => expect(isUsable({ ...ROW, ...more }, NOW)).toBe(usable));
});

describe('the caller', () => {
  it('holds the policies of the nearest role first and their own last, each once', () => {
    expect(callerWith([policy('own', { depth: null }), policy('parent', { depth: 1 }), policy('second', { sort: 2 }), policy('first', { sort: 1 }), policy('parent')]).policies).toEqual(['parent', 'first', 'second', 'own']);
  });

  it('lists the roles nearest first', () => {
    expect(callerWith([], { roles: [{ id: 'r2', depth: 1 }, { id: 'r1', depth: 0 }] }).roles).toEqual(['r1', 'r2']);
  });

  it.each<[string, Partial<PolicyFact>, { admin: boolean; app: boolean }]>([
    ['an administrator, who has the app, too', { admin: 1 }, { admin: true, app: true }],
    ['somebody with the app', { app: true }, { admin: false, app: true }],
    ['neither, from an address that is not on the list', { admin: true, ip: '198.51.100.0/24,192.0.2.1' }, { admin: false, app: false }],
    ['an administrator, from an address on the list', { admin: true, ip: '198.51.100.0/24,203.0.113.0/24' }, { admin: true, app: true }],
    ['neither, by the public policies', { admin: true, app: true, depth: -1 }, { admin: false, app: false }],
  ])('is %s', (_name, more, rights) => expect(callerWith([policy('p', more)])).toMatchObject(rights));

  it('has a name whatever is missing', () => {
    expect([callerWith([]).name, callerWith([], { first_name: null }).name, callerWith([], { first_name: null, email: null }).name]).toEqual(['Ada', 'ada@example.org', 'Somebody without a name']);
  });

  it.each<[string, PolicyFact[], Partial<CallerRow>, boolean]>([
    ['one of their own asks for it', [policy('own', { depth: null, tfa: 1 })], {}, true],
    ['one of their role asks for it', [policy('role', { tfa: 1 })], {}, true],
    ['one of an ancestor asks for it', [policy('far', { depth: 3, tfa: 1 })], {}, true],
    ['they have set it up', [policy('role', { tfa: 1 })], { second_factor: 1 }, false],
    ['none asks for it', [policy('role')], {}, false],
    ['the one that asks is for other addresses', [policy('role', { tfa: 1, ip: '10.0.0.0/8' })], {}, false],
    ['only the public one asks for it', [policy('public', { depth: -1, tfa: 1 })], {}, false],
    ['nobody is signed in', [policy('public', { depth: -1, tfa: 1 })], { user_id: null }, false],
  ])('has to set two-factor sign-in up: %s', (_, policies, more, mustSetUpTwoFactor) => {
    expect(callerWith(policies, more)).toMatchObject({ mustSetUpTwoFactor });
  });
});
