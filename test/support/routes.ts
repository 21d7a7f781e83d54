import { ModulesContainer } from '@nestjs/core';
import { ROUTE_ACCESS } from '../../src/doors/http/access.decorator';
import type { TestApp } from './app';

export interface Route {
  /** "RolesAdminController.show" */
  readonly handler: string;
  readonly method: string;
  readonly path: string;
  /** What the handler or its controller declares; undefined where nothing is. */
  readonly access: string | undefined;
}

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'ALL', 'OPTIONS', 'HEAD', 'SEARCH'];

/** Every handler of every controller, from the metadata that Nest itself routes by. */
export function routesOf(app: TestApp): Route[] {
  const controllers = [...app.nest.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()]).map(({ metatype }) => metatype as new () => object);
  return controllers.flatMap((controller) => {
    const prefix = String(Reflect.getMetadata('path', controller) ?? '').replace(/^\//, '');
    return methodsOf(controller).flatMap((name) => {
      const handler = (controller.prototype as Record<string, unknown>)[name];
      if (typeof handler !== 'function' || !Reflect.hasMetadata('path', handler)) return [];
      const access = (Reflect.getMetadata(ROUTE_ACCESS, handler) ?? Reflect.getMetadata(ROUTE_ACCESS, controller)) as string | undefined;
      const method = METHODS[Reflect.getMetadata('method', handler) as number] ?? '?';
      return [Reflect.getMetadata('path', handler) as string | string[]].flat().map((path) => ({ handler: `${controller.name}.${name}`, method, path: `/${[prefix, path.replace(/^\//, '')].filter(Boolean).join('/')}`, access }));
    });
  });
}

function methodsOf(controller: new () => object): string[] {
  const names = new Set<string>();
  for (let prototype = controller.prototype as object; prototype !== Object.prototype; prototype = Object.getPrototypeOf(prototype) as object) {
    for (const name of Object.getOwnPropertyNames(prototype)) if (name !== 'constructor') names.add(name);
  }
  return [...names];
}
