import { randomUUID } from 'node:crypto';
import { Passwords } from '../../src/users/passwords';
import { startApp, type TestApp } from '../support/app';
import { HtmlDoor } from '../support/doors/html-door';
import { RestDoor } from '../support/doors/rest-door';

const PASSWORD = 'a quiet morning at the harbour';

describe('guessing at passwords', () => {
  let app: TestApp;
  let hash: string;
  const program = () => new RestDoor(app.url);

  beforeAll(async () => {
    // The requests come from loopback and say by a trusted header where from.
    app = await startApp({ env: { IP_TRUST_PROXY: '127.0.0.0/8', LIMIT_SIGN_IN_FAILURES_A_NETWORK: '30' } });
    hash = await app.get(Passwords).hash(PASSWORD);
  }, 60_000);
  afterAll(() => app?.close());

  const person = async () => {
    const id = randomUUID();
    const email = `vera-${id.slice(0, 8)}@example.org`;
    await app.prisma.user.create({ data: { id, email, emailKey: email, password: hash } });
    return { id, email };
  };
  let network = 0;
  const elsewhere = () => `10.0.${(network += 1)}.7`;
  const guess = (email: string, from: string, password = 'wrong in every way') => program().send('POST', '/auth/login', { email, password }, { 'x-forwarded-for': from });

  test('ten guesses at one account are free, from wherever and however it is spelt; then there is a wait', async () => {
    const { id, email } = await person();
    const spellings = [email, email.toUpperCase(), ` ${email} `, `${email}\t`];
    const statuses: number[] = [];
    for (let index = 0; index < 12; index += 1) statuses.push((await guess(spellings[index % 4]!, elsewhere())).status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    expect(statuses.slice(10)).toEqual([429, 429]);
    const refused = await guess(email, elsewhere(), PASSWORD);
    expect([refused.status, refused.code, Number(refused.headers.get('retry-after'))]).toEqual([429, 'REQUESTS_EXCEEDED', expect.any(Number)]);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(5);
    expect(await app.prisma.user.findUniqueOrThrow({ where: { id } })).toMatchObject({ status: 'active', password: hash });
  });

  test('unknown addresses are counted alike', async () => {
    const email = `nobody-${randomUUID()}@example.org`;
    const statuses: number[] = [];
    for (let index = 0; index < 12; index += 1) statuses.push((await guess(email, elsewhere())).status);
    expect(statuses).toEqual([...Array<number>(10).fill(401), 429, 429]);
  });

  test('forty at once are forty', async () => {
    const { email } = await person();
    const answers = await Promise.all(Array.from({ length: 40 }, () => guess(email, elsewhere())));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(30);
  });

  test('a browser that the person used before signs in all the same, and has a count of its own', async () => {
    const { email } = await person();
    const door = new HtmlDoor(app.url);
    await door.signIn(email, PASSWORD);
    await door.submit('form[action="/admin/logout"]');
    for (let index = 0; index < 11; index += 1) await guess(email, elsewhere());
    expect((await guess(email, elsewhere(), PASSWORD)).status).toBe(429);
    expect((await door.signIn(email, PASSWORD)).path).toBe('/admin/account');
    await door.submit('form[action="/admin/logout"]');
    const statuses: number[] = [];
    for (let index = 0; index < 11; index += 1) statuses.push((await door.signIn(email, 'wrong in every way')).status);
    expect(statuses.at(-1)).toBe(429);
  });

  test('what one browser keeps is no help with another account', async () => {
    const [one, two] = [await person(), await person()];
    const door = new HtmlDoor(app.url);
    await door.signIn(one.email, PASSWORD);
    await door.submit('form[action="/admin/logout"]');
    for (let index = 0; index < 10; index += 1) await guess(two.email, elsewhere());
    expect((await door.signIn(two.email, PASSWORD)).status).toBe(429);
  });

  test('one network guesses at thirty accounts and no more; who signs in rightly is not counted', async () => {
    const { email } = await person();
    for (let index = 0; index < 35; index += 1) expect((await guess(email, '192.0.2.1', PASSWORD)).status).toBe(200);
    const statuses: number[] = [];
    for (let index = 0; index < 31; index += 1) statuses.push((await guess(`nobody-${index}@example.org`, `192.0.2.${index}`)).status);
    expect(statuses).toEqual([...Array<number>(30).fill(401), 429]);
    expect((await guess(email, '192.0.3.1', PASSWORD)).status).toBe(200);
  });

  test('each failure is an activity row without what was typed', async () => {
    const { id, email } = await person();
    await guess(email, elsewhere(), 'my secret diary is under the bed');
    const row = await app.prisma.activity.findFirstOrThrow({ where: { item: id } });
    expect(row).toMatchObject({ event: 'session.sign_in_failed', ip: expect.stringMatching(/^10\.0\./) });
    expect(JSON.stringify(row)).not.toContain('diary');
  });

  test('nobody is kept from signing in by texts that somebody has hashed', async () => {
    const { email } = await person();
    const greedy = await program().signIn(email, PASSWORD);
    const flood = Array.from({ length: 100 }, (_, index) => greedy.post('/utils/hash/generate', { string: `text ${index}` }));
    const answers = await Promise.all([...flood, ...Array.from({ length: 3 }, () => guess(email, elsewhere(), PASSWORD))]);
    expect(answers.slice(-3).map(({ status }) => status)).toEqual([200, 200, 200]);
    const refused = answers.filter(({ status }) => status === 503);
    expect(refused.length).toBeGreaterThan(50);
    expect(refused[0]).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(Number(refused[0]!.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(3);
  });
});
