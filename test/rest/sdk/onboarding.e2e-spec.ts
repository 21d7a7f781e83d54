import { acceptUserInvite, inviteUser, passwordRequest, passwordReset, readUsers, registerUser, registerUserVerify } from '@directus/sdk';
import { area, emailOf, licensed, MISSING, phrase, refusal, type Stage, type Wire } from './stage';

const stranger = async (stage: Stage, email: string): Promise<Wire> => (await stage.admin.request(readUsers({ filter: { email: { _eq: email } }, fields: ['id', 'status', 'role'] })))[0];
/** Cases that need the mails of a server. */
const withMail = process.env['SDK_SUITE_URL'] && !process.env['SDK_SUITE_SMTP_PORT'] ? test.skip : test;

area('invitation', (stage) => {
  test('inviteUser makes somebody invited, in the role', async () => {
    const [role, email] = [await stage.role(), emailOf()];
    expect(await stage.admin.request(inviteUser(email, role.id))).toBeNull();
    expect(stage.keep('users', await stranger(stage, email))).toMatchObject({ status: 'invited', role: role.id });
  });

  test('a list of addresses, the second time in another role', async () => {
    const [role, other, emails] = [await stage.role(), await stage.role(), [emailOf('a'), emailOf('b')]];
    await stage.admin.request(inviteUser(emails as Wire, role.id));
    await stage.admin.request(inviteUser(emails as Wire, other.id));
    for (const email of emails) expect(stage.keep('users', await stranger(stage, email))).toMatchObject({ status: 'invited', role: other.id });
  });

  withMail('the token of the mail lets them choose a password, once', async () => {
    const [role, email, password] = [await stage.role(), emailOf(), phrase()];
    await stage.admin.request(inviteUser(email, role.id));
    stage.keep('users', await stranger(stage, email));
    const token = await stage.tokenMailedTo(email);
    expect(await stage.anonymous().request(acceptUserInvite(token, password))).toBeNull();
    expect(await stranger(stage, email)).toMatchObject({ status: 'active', role: role.id });
    await expect(stage.signIn({ email, password })).resolves.toBeDefined();
    expect(await refusal(stage.anonymous().request(acceptUserInvite(token, phrase())))).toMatchObject({ status: 400, code: 'INVALID_INVITE', message: 'This invite is no longer valid.' });
  });

  test('whoever is invited cannot sign in yet', async () => {
    const user = await stage.user({ status: 'invited', password: phrase() });
    expect(await refusal(stage.signIn(user))).toMatchObject({ status: 401, code: 'INVALID_CREDENTIALS' });
  });

  test.each<[string, Wire, object]>([
    ['no address', { role: MISSING }, { reason: '"email" is required' }],
    ['no role', { email: 'a@sdk-suite.com' }, { reason: '"role" is required' }],
    ['null as a role', { email: 'a@sdk-suite.com', role: null }, { reason: '"role" must be a string' }],
    ['a role that is no key', { email: 'a@sdk-suite.com', role: 'x' }, { reason: '"role" must be a valid GUID' }],
    ['what is no address', { email: 'x', role: MISSING }, { reason: '"email" must be a valid email' }],
    ['an unknown key', { email: 'a@sdk-suite.com', role: MISSING, foo: 1 }, { reason: '"foo" is not allowed' }],
  ])('%s is INVALID_PAYLOAD', async (_name, body, facts) => {
    expect((await stage.door.post('/users/invite', body)).body!.errors![0]!.extensions).toMatchObject({ code: 'INVALID_PAYLOAD', ...facts });
  });

  test('a role that does not exist, and a link that leads elsewhere', async () => {
    const [role, email] = [await stage.role(), emailOf()];
    expect(await refusal(stage.admin.request(inviteUser(email, MISSING)))).toMatchObject({ status: 400, code: 'INVALID_FOREIGN_KEY' });
    expect(await refusal(stage.admin.request(inviteUser(email, role.id, 'http://elsewhere.example/x')))).toMatchObject({ status: 400, code: 'INVALID_PAYLOAD', reason: 'URL "http://elsewhere.example/x" can\'t be used to invite users' });
    expect(await stranger(stage, email)).toBeUndefined();
  });

  test('by somebody who may not create people', async () => {
    const [actor, role, email] = [await stage.actor([['directus_users', 'read']]), await stage.role(), emailOf()];
    const invitation = actor.client.request(inviteUser(email, role.id));
    await stage.differs('Without the right to create users: 403', {
      usher: async () => expect(await refusal(invitation)).toMatchObject({ status: 403, code: 'FORBIDDEN' }),
      directus: async () => expect(await invitation).toBeNull(),
    });
    expect(await stranger(stage, email)).toBeUndefined();
  });

  test('a token that is none', async () => {
    expect(await refusal(stage.anonymous().request(acceptUserInvite('rubbish', phrase())))).toMatchObject({ status: 403, code: 'INVALID_TOKEN' });
    expect((await stage.door.post('/users/invite/accept', { token: 'x' })).body!.errors![0]!.extensions).toMatchObject({ code: 'INVALID_PAYLOAD', reason: '"password" is required' });
  });
});

area('registration', (stage) => {
  test('off: FORBIDDEN', async () => {
    await stage.withSettings({ public_registration: false }, async () => {
      expect(await refusal(stage.anonymous().request(registerUser(emailOf(), phrase())))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    });
  });

  licensed('without verification: active at once, in the role of the settings', async () => {
    const [role, email, password] = [await stage.role(), emailOf(), phrase()];
    await stage.withSettings({ public_registration: true, public_registration_verify_email: false, public_registration_role: role.id }, async () => {
      expect(await stage.anonymous().request(registerUser(email, password, { first_name: 'Ada' }))).toBeNull();
    });
    expect(stage.keep('users', await stranger(stage, email))).toMatchObject({ status: 'active', role: role.id });
    await expect(stage.signIn({ email, password })).resolves.toBeDefined();
  });

  withMail('with verification: unverified until the mail', async () => {
    const [email, password] = [emailOf(), phrase()];
    await stage.withSettings({ public_registration: true, public_registration_verify_email: true, public_registration_role: null }, async () => {
      await stage.anonymous().request(registerUser(email, password));
      expect(stage.keep('users', await stranger(stage, email))).toMatchObject({ status: 'unverified' });
      expect(await refusal(stage.signIn({ email, password }))).toMatchObject({ status: 401, code: 'INVALID_CREDENTIALS' });
      const token = await stage.tokenMailedTo(email);
      await stage.differs('`GET /users/register/verify-email` changes nothing', {
        usher: async () => {
          expect(await refusal(stage.anonymous().request(registerUserVerify(token)))).toMatchObject({ status: 422, code: 'UNPROCESSABLE_CONTENT' });
          expect(await stranger(stage, email)).toMatchObject({ status: 'unverified' });
          const chosen = phrase();
          expect((await stage.door.post('/users/register/verify-email', { token, password: chosen })).status).toBe(204);
          await expect(stage.signIn({ email, password: chosen })).resolves.toBeDefined();
        },
        directus: async () => {
          expect((await fetch(`${stage.url}/users/register/verify-email?token=${token}`, { redirect: 'manual' })).status).toBe(302);
          await expect(stage.signIn({ email, password })).resolves.toBeDefined();
        },
      });
      expect(await stranger(stage, email)).toMatchObject({ status: 'active' });
    });
  });

  licensed('a known address gets the answer of a new one', async () => {
    const user = await stage.user({ password: phrase() });
    await stage.withSettings({ public_registration: true }, async () => {
      expect(await stage.anonymous().request(registerUser(user.email, phrase()))).toBeNull();
    });
    await expect(stage.signIn(user)).resolves.toBeDefined();
  });

  test('the filter of addresses', async () => {
    await stage.withSettings({ public_registration: true, public_registration_email_filter: { _and: [{ email: { _ends_with: '@sdk-allowed.com' } }] } }, async () => {
      expect(await refusal(stage.anonymous().request(registerUser(emailOf(), phrase())))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    });
  });

  test.each<[string, object, string]>([
    ['no password', { email: 'a@sdk-suite.com' }, '"password" is required'],
    ['a role of one\'s own', { email: 'a@sdk-suite.com', password: 'long enough for anybody', role: MISSING }, '"role" is not allowed'],
    ['an empty name', { email: 'a@sdk-suite.com', password: 'long enough for anybody', first_name: '' }, '"first_name" is not allowed to be empty'],
    ['a link elsewhere', { email: 'a@sdk-suite.com', password: 'long enough for anybody', verification_url: 'http://elsewhere.example/x' }, 'URL "http://elsewhere.example/x" can\'t be used to verify registered users'],
  ])('%s is INVALID_PAYLOAD', async (_name, body, reason) => {
    const answer = await stage.anonymous().request(() => ({ path: '/users/register', method: 'POST', body: JSON.stringify(body) })).catch((error: Wire) => error.errors[0].extensions);
    expect(answer).toEqual({ code: 'INVALID_PAYLOAD', reason });
  });

  test('a token that is none', async () => {
    expect(await (await fetch(`${stage.url}/users/register/verify-email?token=rubbish`, { redirect: 'manual', headers: { 'content-type': 'application/json' } })).json()).toMatchObject({ errors: [{ extensions: { code: 'INVALID_TOKEN' } }] });
  });
});

area('a forgotten password', (stage) => {
  test('nobody learns whether an address is known', async () => {
    const { email } = await stage.user({ password: phrase() });
    for (const asked of [email, emailOf('nobody')]) expect(await stage.anonymous().request(passwordRequest(asked))).toBeNull();
  });

  withMail('the token of the mail sets a new one, once, and ends what was signed in', async () => {
    const user = await stage.user({ password: phrase() });
    const client = await stage.signIn(user);
    await stage.anonymous().request(passwordRequest(user.email));
    const [token, password] = [await stage.tokenMailedTo(user.email), phrase()];
    expect(await stage.anonymous().request(passwordReset(token, password))).toBeNull();
    await expect(stage.signIn({ ...user, password })).resolves.toBeDefined();
    expect(await refusal(stage.signIn(user))).toMatchObject({ status: 401 });
    expect(await refusal(client.refresh())).toMatchObject({ status: 401, code: 'INVALID_CREDENTIALS' });
    expect(await refusal(stage.anonymous().request(passwordReset(token, phrase())))).toMatchObject({ status: 403 });
  });

  test('a token that is none, a body without, a link elsewhere', async () => {
    expect(await refusal(stage.anonymous().request(passwordReset('rubbish', phrase())))).toMatchObject({ status: 403, code: 'INVALID_TOKEN' });
    const reason = async (path: string, body: object) => (await stage.door.post(path, body)).body!.errors![0]!.extensions['reason'];
    expect(await reason('/auth/password/reset', { token: 'x' })).toBe('"password" field is required');
    expect(await reason('/auth/password/reset', { password: 'x' })).toBe('"token" field is required');
    expect(await reason('/auth/password/request', {})).toBe('"email" field is required');
    expect(await reason('/auth/password/request', { email: 'a@sdk-suite.com', reset_url: 'http://elsewhere.example/x' })).toBe('URL "http://elsewhere.example/x" can\'t be used to reset passwords');
  });
});
