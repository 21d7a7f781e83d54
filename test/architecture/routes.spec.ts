import { ModulesContainer } from '@nestjs/core';
import { ROUTE_ACCESS } from '../../src/doors/http/access.decorator';
import { startApp, type TestApp } from '../support/app';

interface Route {
  readonly handler: string;
  readonly method: string;
  readonly path: string;
  readonly access: string | undefined;
}

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'ALL', 'OPTIONS', 'HEAD', 'SEARCH'];

/** Every handler of every controller, from the metadata that Nest itself routes by. */
function routesOf(app: TestApp): Route[] {
  const controllers = [...app.nest.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()]).map(({ metatype }) => metatype as new () => object);
  return controllers.flatMap((controller) => {
    const prefix = String(Reflect.getMetadata('path', controller) ?? '').replace(/^\//, '');
    const names = new Set<string>();
    for (let prototype = controller.prototype as object; prototype !== Object.prototype; prototype = Object.getPrototypeOf(prototype) as object) Object.getOwnPropertyNames(prototype).forEach((name) => names.add(name));
    return [...names].flatMap((name) => {
      const handler = (controller.prototype as Record<string, unknown>)[name];
      if (typeof handler !== 'function' || !Reflect.hasMetadata('path', handler)) return [];
      const paths = [Reflect.getMetadata('path', handler) as string | string[]].flat();
      const access = (Reflect.getMetadata(ROUTE_ACCESS, handler) ?? Reflect.getMetadata(ROUTE_ACCESS, controller)) as string | undefined;
      const method = METHODS[Reflect.getMetadata('method', handler) as number] ?? '?';
      return paths.map((path) => ({ handler: `${controller.name}.${name}`, method, path: `/${[prefix, path.replace(/^\//, '')].filter(Boolean).join('/')}`, access }));
    });
  });
}

describe('the routes', () => {
  let app: TestApp;
  let routes: Route[];

  beforeAll(async () => {
    app = await startApp();
    routes = routesOf(app);
  });
  afterAll(() => app.close());

  it('all say who may knock: put @Public(), @SignedIn(), @AdminApp() or @ByPolicy() on each handler', () => {
    expect(routes.length).toBeGreaterThan(20);
    expect(routes.filter(({ access }) => access === undefined).map(({ handler }) => handler)).toEqual([]);
  });

  it('are pages below /admin only, where the form token is asked for', () => {
    const pages = routes.filter(({ handler }) => /Admin(Controller)?\./.test(handler) && !/^\/admin(\/|$)/.test(handler.includes('.') ? (routes.find((route) => route.handler === handler)?.path ?? '') : ''));
    expect(pages.map(({ path }) => path)).toEqual([]);
  });

  it('are shut for visitors below /admin, except for the doors that visitors come in by', async () => {
    const open = routes.filter(({ path, method, access }) => method === 'GET' && path.startsWith('/admin') && access !== 'public').map(({ path }) => path.replace(/:\w+/g, '00000000-0000-4000-8000-000000000000'));
    for (const path of open) {
      for (const method of ['GET', 'HEAD']) {
        const answer = await fetch(app.url + path, { method, redirect: 'manual' });
        expect({ path, method, status: answer.status, to: answer.headers.get('location')?.split('?')[0] }).toEqual({ path, method, status: 302, to: '/admin/login' });
      }
    }
  });

  it('refuse every unsafe form without its token, and change nothing', async () => {
    const before = await app.prisma.activity.count();
    for (const { path } of routes.filter((route) => route.method === 'POST' && route.path.startsWith('/admin'))) {
      const answer = await fetch(app.url + path.replace(/:\w+/g, '00000000-0000-4000-8000-000000000000'), {
        method: 'POST', redirect: 'manual', body: '', headers: { origin: app.url, 'content-type': 'application/x-www-form-urlencoded' },
      });
      // Not signed in, or no token: either is refused before the handler runs.
      expect({ path, refused: [401, 403].includes(answer.status) }).toEqual({ path, refused: true });
    }
    expect(await app.prisma.activity.count()).toBe(before);
  });
});
