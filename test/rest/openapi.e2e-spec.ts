import { Secret, TOTP } from 'otpauth';
import { OneTimeTokens } from '../../src/platform/tokens/one-time-tokens.service';
import { ADA, startApp, type TestApp } from '../support/app';
import { Contract, type OpenApiDocument, type Place } from '../support/contract';
import { RestDoor } from '../support/doors/rest-door';

const NOWHERE = '0b8e4c1e-6a52-4f5b-9d0c-3c1f2a7e9b10';

describe('what the document promises', () => {
  let app: TestApp;
  let contract: Contract;
  let ada: RestDoor;

  beforeAll(async () => {
    app = await startApp();
    ada = await new RestDoor(app.url).signIn(ADA.email, ADA.password);
    contract = new Contract((await ada.get('/server/specs/oas')).body as unknown as OpenApiDocument);
  });
  afterAll(() => app.close());

  const made = async (path: string, body: unknown) => String(((await ada.post(path, body)).data as { id: string | number }).id);
  let count = 0;
  const policy = () => made('/policies', { name: 'Reading' });
  /** A key for the address, of an item that is there to be changed and removed. */
  const KEYS: Readonly<Record<string, () => Promise<string>>> = {
    users: () => made('/users', { email: `key-${(count += 1)}@example.org` }),
    roles: () => made('/roles', { name: 'Readers' }),
    policies: policy,
    permissions: async () => made('/permissions', { policy: await policy(), collection: 'articles', action: 'read' }),
    access: async () => made('/access', { policy: await policy() }),
    activity: async () => '1',
    revisions: async () => '1',
  };

  /** The address, and the example with keys that lead somewhere. */
  async function request({ path, operation }: Place): Promise<{ path: string; body: unknown }> {
    const key = await KEYS[path.split('/')[1]!]?.();
    const example = JSON.stringify(operation.requestBody?.content['application/json'].example ?? null).replaceAll(`"policy":"${NOWHERE}"`, `"policy":"${await policy()}"`).replaceAll(`["${NOWHERE}"]`, `["${key}"]`).replaceAll('{"keys":[1]', `{"keys":[${key}]`);
    return { path: path.replace('{key}', String(key)).replace('{collection}', 'directus_users').replace('{id}', NOWHERE), body: operation.requestBody ? JSON.parse(example) : undefined };
  }

  async function answer(place: Place, path: string, body: unknown, token: string | null) {
    const response = await fetch(new URL(path, app.url), { method: place.method, redirect: 'manual', headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...(token ? { authorization: `Bearer ${token}` } : {}) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const type = response.headers.get('content-type');
    const text = await response.text();
    const mistakes = contract.mistakesInAnswer(place, { status: response.status, type, body: type?.includes('json') ? (JSON.parse(text) as unknown) : text });
    return { status: response.status, complaints: mistakes.map((mistake) => `${place.operation.operationId} (${response.status}): ${mistake}`) };
  }

  /** Their examples name tokens and accounts that do not exist, so that they are refused. */
  const REFUSED = ['auth.refresh', 'auth.logout', 'passwordReset.reset', 'invitations.accept', 'invitations.invite', 'registration.register', 'registration.look', 'registration.verify', 'auth.login', 'twoFactor.enable', 'twoFactor.recoveryCodes', 'twoFactor.disable'];

  it('is kept by every operation, called with a request that its schema accepts', async () => {
    const complaints: string[] = [];
    const refused: string[] = [];
    for (const place of contract.places) {
      const { path, body } = await request(place);
      if (body !== undefined) complaints.push(...contract.mistakesInRequest(place, body));
      const { status, complaints: found } = await answer(place, path, body, ada.token);
      complaints.push(...found);
      if (status >= 400) refused.push(place.operation.operationId);
    }
    expect(complaints).toEqual([]);
    expect(refused.filter((id) => !REFUSED.includes(id))).toEqual([]);
  }, 60_000);

  it('is kept by those, too, where they succeed', async () => {
    const password = 'four words are easy to keep';
    const complaints: string[] = [];
    const succeeded: string[] = [];
    const succeed = async (id: string, body: unknown, query = '', token: string | null = null) => {
      const place = contract.places.find(({ operation }) => operation.operationId === id)!;
      if (body !== undefined) complaints.push(...contract.mistakesInRequest(place, body));
      const { status, complaints: found } = await answer(place, place.path + query, body, token);
      complaints.push(...found);
      if (status < 400) succeeded.push(id);
    };
    /** The token of the newest link to an address, as its mail has it. */
    const mailed = async (email: string) => app.get(OneTimeTokens).deriveToken((await app.prisma.oneTimeToken.findFirstOrThrow({ where: { emailKey: email, usedAt: null, endedAt: null } })).id);
    const tokens = async () => (await ada.post('/auth/login', { email: 'pia@example.org', password, mode: 'json' })).data as { refresh_token: string };

    await succeed('invitations.invite', { email: ['pia@example.org'], role: await made('/roles', { name: 'Invited' }) }, '', ada.token);
    await succeed('invitations.accept', { token: await mailed('pia@example.org'), password });
    for (const mode of ['json', 'cookie', 'session']) await succeed('auth.login', { email: 'pia@example.org', password, mode });
    await succeed('auth.refresh', { refresh_token: (await tokens()).refresh_token, mode: 'json' });
    await succeed('auth.logout', { refresh_token: (await tokens()).refresh_token, mode: 'json' });
    await ada.post('/auth/password/request', { email: 'pia@example.org' });
    await succeed('passwordReset.reset', { token: await mailed('pia@example.org'), password: `${password} again` });
    await ada.patch('/settings', { public_registration: true });
    await succeed('registration.register', { email: 'rita@example.org', password });
    await succeed('registration.look', undefined, `?token=${await mailed('rita@example.org')}`);
    await succeed('registration.verify', { token: await mailed('rita@example.org'), password });
    await ada.patch('/settings', { public_registration: false });
    const { secret } = (await ada.post('/users/me/tfa/generate', { password: ADA.password })).data as { secret: string };
    const otp = (steps: number) => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 });
    await succeed('twoFactor.enable', { secret, otp: otp(0) }, '', ada.token);
    await succeed('twoFactor.recoveryCodes', { otp: otp(1) }, '', ada.token);
    // A code works once, and there is no third one until the clock has gone on.
    await app.prisma.twoFactor.updateMany({ data: { lastStep: null } });
    await succeed('twoFactor.disable', { otp: otp(0) }, '', ada.token);
    expect(complaints).toEqual([]);
    expect([...new Set(succeeded)].sort()).toEqual([...REFUSED].sort());
  }, 60_000);

  it('is kept towards visitors, too', async () => {
    const complaints: string[] = [];
    for (const place of contract.places.filter(({ path }) => !path.startsWith('/auth/'))) {
      const { path, body } = await request(place);
      complaints.push(...(await answer(place, path, body, null)).complaints);
    }
    expect(complaints).toEqual([]);
  }, 60_000);

  it('refuses with 4xx what the schemas do not accept', async () => {
    const accepted: string[] = [];
    for (const place of contract.places.filter(({ operation }) => operation.requestBody)) {
      const { path } = await request(place);
      for (const body of ['text', { no_such_key: { deep: [1] } }].filter((wrong) => contract.mistakesInRequest(place, wrong).length > 0)) {
        const { status, complaints } = await answer(place, path, body, ada.token);
        if (status < 400 || status >= 500) accepted.push(`${place.operation.operationId}: ${status} for ${JSON.stringify(body)}`);
        accepted.push(...complaints);
      }
    }
    expect(accepted).toEqual([]);
  }, 60_000);

  it('is a page for people', async () => {
    const session = await fetch(`${app.url}/auth/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ...ADA, mode: 'session' }) });
    const cookie = session.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ');
    const page = async (query: string) => (await fetch(`${app.url}/admin/api${query}`, { headers: { cookie } })).text();
    const whole = await page('');
    for (const { operation } of contract.places) expect(whole).toContain(`id="${operation.operationId}"`);
    expect(await page('?search=invite+accept')).not.toContain('id="users.list"');
  });
});
