import { createDirectus, customEndpoint, disableTwoFactor, enableTwoFactor, generateTwoFactorSecret, login, readMe, readUser, readUsers, rest } from '@directus/sdk';
import { Secret, TOTP } from 'otpauth';
import { area, MASK, phrase, refusal, type Wire } from './stage';

area('two-factor sign-in', (stage) => {
  const OWN_SECRET = ['directus_users', 'update', { fields: ['tfa_secret'], permissions: { id: { _eq: '$CURRENT_USER' } } }] as [string, string, Record<string, unknown>];
  /** A code of the present step, or of one beside it. */
  const code = (secret: string, steps = 0) => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 });
  /** Two codes more: each works once on Usher, which has recovery codes; the other server takes that of this moment again. */
  const twoMore = async (actor: Wire, secret: string): Promise<string[]> =>
    stage.isUsher ? actor.client.request(customEndpoint({ method: 'POST', path: '/users/me/tfa/recovery-codes', body: JSON.stringify({ otp: code(secret, 1) }) })) : [code(secret), code(secret)];
  const signIn = (user: Wire, otp?: string) => createDirectus<Wire>(stage.url).with(rest()).request(login({ email: user.email, password: user.password }, { mode: 'json', ...(otp === undefined ? {} : { otp }) }));
  const generated = async (actor: Wire): Promise<Wire> => actor.client.request(generateTwoFactorSecret(actor.user.password));

  test('generate, enable, sign in with a code, disable', async () => {
    const actor = await stage.actor([OWN_SECRET]);
    const made = await generated(actor);
    expect(made).toEqual({ secret: expect.stringMatching(/^[A-Z2-7]+$/), otpauth_url: expect.stringMatching(/^otpauth:\/\/totp\/.+secret=/) });
    expect(await actor.client.request(enableTwoFactor(made.secret, code(made.secret)))).toBeNull();
    const [second, third] = await twoMore(actor, made.secret);
    expect(await stage.admin.request(readUser(actor.user.id, { fields: ['tfa_secret'] }))).toEqual({ tfa_secret: MASK });
    expect(await refusal(signIn(actor.user))).toMatchObject({ status: 401, code: 'INVALID_OTP', message: 'Invalid user OTP.' });
    expect(await refusal(signIn({ ...actor.user, password: 'no' }, code(made.secret)))).toMatchObject({ status: 401, code: 'INVALID_CREDENTIALS' });
    expect(await signIn(actor.user, second)).toMatchObject({ access_token: expect.any(String) });
    expect(await actor.client.request(disableTwoFactor(third!))).toBeNull();
    expect(await signIn(actor.user)).toMatchObject({ access_token: expect.any(String) });
  });

  test('the refusals', async () => {
    const actor = await stage.actor([OWN_SECRET]);
    expect(await refusal(actor.client.request(generateTwoFactorSecret('no')))).toMatchObject({ status: 401, code: 'INVALID_CREDENTIALS' });
    expect(await refusal(stage.anonymous().request(generateTwoFactorSecret('no')))).toMatchObject({ status: 401 });
    expect(await refusal(actor.client.request(disableTwoFactor('000000')))).toMatchObject({ status: 400, code: 'INVALID_PAYLOAD', reason: `User "${actor.user.id}" doesn't have TFA enabled` });
    const { secret } = await generated(actor);
    for (const [path, body, reason] of [['generate', {}, '"password" is required'], ['enable', { otp: '1' }, '"secret" is required'], ['enable', { secret }, '"otp" is required'], ['enable', { secret, otp: '000000' }, '"otp" is invalid'], ['disable', {}, '"otp" is required']] as const) {
      expect((await actor.door.post(`/users/me/tfa/${path}`, body)).body!.errors![0]!.extensions).toMatchObject({ code: 'INVALID_PAYLOAD', reason });
    }
    await actor.client.request(enableTwoFactor(secret, code(secret)));
    expect(await refusal(generated(actor))).toMatchObject({ status: 400, code: 'INVALID_PAYLOAD', reason: 'TFA Secret is already set for this user' });
  });

  test('a secret that the program chose', async () => {
    const actor = await stage.actor([OWN_SECRET]);
    const chosen = 'A'.repeat(32);
    const enable = actor.client.request(enableTwoFactor(chosen, code(chosen)));
    await stage.differs('`enable` takes no other', {
      usher: async () => expect(await refusal(enable)).toMatchObject({ status: 400, code: 'INVALID_PAYLOAD' }),
      directus: async () => expect(await enable).toBeNull(),
    });
  });

  test('a code a second time', async () => {
    const actor = await stage.actor([OWN_SECRET]);
    const { secret } = await generated(actor);
    const otp = code(secret);
    await actor.client.request(enableTwoFactor(secret, otp));
    await stage.differs('A code works once, and so do those before it', {
      usher: async () => expect(await refusal(signIn(actor.user, otp))).toMatchObject({ status: 401, code: 'INVALID_OTP' }),
      directus: async () => expect(await signIn(actor.user, otp)).toMatchObject({ access_token: expect.any(String) }),
    });
  });

  test('without a right to the field', async () => {
    const actor = await stage.actor();
    const { secret } = await generated(actor);
    const enable = actor.client.request(enableTwoFactor(secret, code(secret)));
    await stage.differs('needs no permission on `tfa_secret`', {
      usher: async () => expect(await enable).toBeNull(),
      directus: async () => expect(await refusal(enable)).toMatchObject({ status: 403, code: 'FORBIDDEN' }),
    });
  });

  test('an administrator turns it off for somebody', async () => {
    const actor = await stage.actor([OWN_SECRET]);
    const { secret } = await generated(actor);
    await actor.client.request(enableTwoFactor(secret, code(secret)));
    const off = () => customEndpoint({ method: 'POST', path: `/users/${actor.user.id}/tfa/disable` });
    expect(await refusal(actor.client.request(off()))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    expect(await stage.admin.request(off())).toBeNull();
    expect(await signIn(actor.user)).toMatchObject({ access_token: expect.any(String) });
  });

  test('a policy that asks for it', async () => {
    const actor = await stage.actor([['directus_users', 'read']], { policy: { enforce_tfa: true }, user: { password: phrase() } });
    const read = actor.client.request(readUsers({ limit: 1 }));
    await stage.differs('`enforce_tfa` is enforced', {
      usher: async () => expect(await refusal(read)).toMatchObject({ status: 403, code: 'TFA_SETUP_REQUIRED' }),
      directus: async () => expect(await read).toHaveLength(1),
    });
    if (!stage.isUsher) return;
    const { secret } = await generated(actor);
    await actor.client.request(enableTwoFactor(secret, code(secret)));
    expect(await actor.client.request(readMe({ fields: ['id'] }))).toEqual({ id: actor.user.id });
  });
});
