import { parseEnv } from './env';

describe('the environment', () => {
  it('is fine when it is empty', () => {
    expect(parseEnv({})).toMatchObject({ problems: [], warnings: [] });
  });

  it('lists all problems together, each with what was found, what is expected and an example', () => {
    const { problems } = parseEnv({ PORT: 'eighty', PUBLIC_URL: 'users.example.org', ACCESS_TOKEN_TTL: '15', EMAIL_SMTP_SECURE: 'maybe' });
    expect(problems).toHaveLength(4);
    expect(problems[0]).toBe('PORT is "eighty". Expected: a whole number from 0 to 65535. Example: PORT=8055');
  });

  it('never shows a secret, not even a wrong one', () => {
    const { problems } = parseEnv({ SECRET: 'hunter2', DATABASE_URL: 'mysql://root:hunter2@db/usher' });
    expect(problems).toHaveLength(2);
    expect(problems.join()).not.toContain('hunter2');
  });

  it('insists on a secret in production', () => {
    expect(parseEnv({ NODE_ENV: 'production' }).problems.join()).toMatch(/SECRET is not set/);
    expect(parseEnv({ NODE_ENV: 'production', SECRET: 'x'.repeat(32) }).problems).toEqual([]);
  });

  it('wants an address and a password for the first administrator, or neither', () => {
    expect(parseEnv({ ADMIN_EMAIL: 'ada@example.org' }).problems.join()).toMatch(/go together/);
  });

  it('tells a bad address and a short password of the first administrator beside everything else', () => {
    const { problems } = parseEnv({ PORT: 'eighty', ADMIN_EMAIL: 'ada', ADMIN_PASSWORD: 'hunter2' });
    expect(problems.slice(1)).toEqual([
      'ADMIN_EMAIL is "ada". Expected: the address of the first administrator. Example: ADMIN_EMAIL=ada@example.org',
      'ADMIN_PASSWORD is a value of 7 bytes that is not shown. Expected: 15 to 1,024 bytes. Example: ADMIN_PASSWORD="four words are easy"',
    ]);
    expect(parseEnv({ ADMIN_EMAIL: 'ada@example.org', ADMIN_PASSWORD: 'difference', PASSWORD_MIN_LENGTH: '8' }).problems).toEqual([]);
  });

  it.each([
    ['15m', 900_000],
    ['7d', 604_800_000],
    ['200ms', 200],
  ])('reads %s as %i milliseconds', (given, expected) => {
    expect(parseEnv({ ACCESS_TOKEN_TTL: given }).env.ACCESS_TOKEN_TTL).toBe(expected);
  });

  it.each(['true', '1', '*', '0.0.0.0/999'])('trusts no proxy called %s: only networks', (given) => {
    expect(parseEnv({ IP_TRUST_PROXY: given }).problems).toHaveLength(1);
  });

  it('names the nearest variable for a slip of the pen', () => {
    expect(parseEnv({ PUBLIC_ULR: 'https://users.example.org' }).warnings).toEqual(['PUBLIC_ULR is not a variable of Usher and is ignored. Did you mean PUBLIC_URL?']);
    expect(parseEnv({ MAILER: 'x' }, ['MAILER']).warnings).toHaveLength(1);
    expect(parseEnv({ HOME: '/root', PATH: '/bin', LANG: 'C' }).warnings).toEqual([]);
  });
});
