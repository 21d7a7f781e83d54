import { ADA, startApp, type TestApp } from '../support/app';
import { RestDoor } from '../support/doors/rest-door';

const ANSWER_MS = 400;

describe('what strangers ask about an address', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp({ env: { PUBLIC_MAIL_ANSWER_TIME: `${ANSWER_MS}ms` } });
    await app.prisma.settings.updateMany({ data: { publicRegistration: true } });
  });
  afterAll(() => app.close());

  it.each<[string, string, Record<string, unknown>]>([
    ['a new password, of somebody', '/auth/password/request', { email: ADA.email }],
    ['a new password, of nobody', '/auth/password/request', { email: 'nobody@example.org' }],
    ['a registration, of somebody', '/users/register', { email: ADA.email, password: 'analytical engines dream of numbers' }],
    ['a registration, of nobody', '/users/register', { email: 'new@example.org', password: 'analytical engines dream of numbers' }],
  ])('%s: is answered no sooner than said', async (_, path, body) => {
    const began = performance.now();
    const { status } = await new RestDoor(app.url).post(path, body);
    expect([status, performance.now() - began >= ANSWER_MS - 5]).toEqual([204, true]);
  });
});
