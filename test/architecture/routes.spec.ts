import { BEFORE_TWO_FACTOR } from '../../src/doors/http/access.decorator';
import { startApp, type TestApp } from '../support/app';
import { routesOf, type Route } from '../support/routes';

const SOME_ID = '00000000-0000-4000-8000-000000000000';
const withIds = (path: string) => path.replace(/:\w+/g, SOME_ID);

describe('the routes', () => {
  let app: TestApp;
  let routes: Route[];

  beforeAll(async () => {
    app = await startApp();
    routes = routesOf(app);
  });
  afterAll(() => app.close());

  it('all say who may knock: put @Public(), @SignedIn(), @AdminApp() or @ByPolicy() on each handler', () => {
    expect(routes.length).toBeGreaterThan(40);
    expect(routes.filter(({ access }) => access === undefined).map(({ handler }) => handler)).toEqual([]);
  });

  it('of controllers for people all lie below /admin, where the form token is asked for', () => {
    expect(routes.filter(({ handler, path }) => /AdminController\./.test(handler) && !/^\/admin(\/|$)/.test(path)).map(({ handler }) => handler)).toEqual([]);
  });

  it('are shut for visitors below /admin, except for the doors that visitors come in by', async () => {
    for (const { path } of routes.filter((route) => route.method === 'GET' && route.path.startsWith('/admin') && route.access !== 'public')) {
      for (const method of ['GET', 'HEAD']) {
        const answer = await fetch(app.url + withIds(path), { method, redirect: 'manual' });
        expect({ path, method, status: answer.status, to: answer.headers.get('location')?.split('?')[0] }).toEqual({ path, method, status: 302, to: '/admin/login' });
      }
    }
  });

  it('refuse every form without its token, and change nothing', async () => {
    const before = await app.prisma.activity.count();
    for (const { path } of routes.filter((route) => route.method === 'POST' && route.path.startsWith('/admin'))) {
      const answer = await fetch(app.url + withIds(path), { method: 'POST', redirect: 'manual', body: '', headers: { origin: app.url, 'content-type': 'application/x-www-form-urlencoded' } });
      // Not signed in, or no token: either way it is refused before the handler runs.
      expect({ path, isRefused: [401, 403].includes(answer.status) }).toEqual({ path, isRefused: true });
    }
    expect(await app.prisma.activity.count()).toBe(before);
  });

  it.each(['/users', '/users/', '//users', '/%75sers', '/users;x', '/roles', '/policies', '/permissions', '/access', '/settings', '/activity', '/revisions'])('give a visitor nothing at %s, by GET or HEAD', async (path) => {
    for (const method of ['GET', 'HEAD']) {
      const answer = await fetch(app.url + path, { method, redirect: 'manual' });
      expect({ method, isRefused: [401, 403, 404].includes(answer.status) }).toEqual({ method, isRefused: true });
    }
  });

  it('that are open before somebody has set up the two-factor sign-in that a policy asks of them are these', () => {
    const open = routes.filter(({ function: handler, controller }) => Reflect.hasMetadata(BEFORE_TWO_FACTOR, handler) || Reflect.hasMetadata(BEFORE_TWO_FACTOR, controller)).map(({ method, path }) => `${method} ${path}`);
    expect(open.sort()).toEqual([
      'GET /admin/account/two-factor', 'GET /admin/login', 'GET /admin/login/code', 'GET /auth', 'GET /policies/me/globals', 'GET /server/health', 'GET /server/info', 'GET /server/ping',
      'POST /admin/account/two-factor', 'POST /admin/account/two-factor/password', 'POST /admin/appearance', 'POST /admin/login', 'POST /admin/login/code', 'POST /admin/logout', 'POST /auth/login', 'POST /auth/logout', 'POST /auth/refresh',
      'POST /users/me/tfa/disable', 'POST /users/me/tfa/enable', 'POST /users/me/tfa/generate', 'POST /users/me/tfa/recovery-codes',
    ]);
  });
});
