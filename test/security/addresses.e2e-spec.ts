import { startApp, type TestApp } from '../support/app';

describe('an address that cannot be read', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.close());

  const nested = `a${'[b]'.repeat(14)}=1`;
  it.each([[`/users?${nested}`, 400], [`/server/ping?${nested}`, 400], [`/users?${'x=1&'.repeat(1001)}`, 400], [`/nowhere?${nested}`, 404]])('is refused, and the server lives on: %s', async (path, status) => {
    expect((await fetch(app.url + path)).status).toBe(status);
    expect((await fetch(`${app.url}/server/ping`)).status).toBe(200);
  });

  it('leads nobody to a header that cannot be sent', async () => {
    for (const key of ['%00', '%F0%9F%92%A5', '%0d%0aset-cookie:x=1']) expect((await fetch(`${app.url}/admin/policies/${key}`, { redirect: 'manual' })).status).toBeLessThan(500);
  });
});
