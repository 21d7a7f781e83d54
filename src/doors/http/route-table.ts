import type { ModulesContainer } from '@nestjs/core';
import { ROUTE_ACCESS, type RouteAccess } from './access.decorator';

export interface Route {
  /** "RolesAdminController.show" */
  readonly handler: string;
  readonly method: string;
  /** As Nest routes it: `/users/:key`. */
  readonly path: string;
  /** What the handler or its controller declares; undefined where nothing is. */
  readonly access: RouteAccess | undefined;
  /** Where decorators left their marks. */
  readonly function: object;
  readonly controller: new () => object;
  readonly instance: object;
}

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'ALL', 'OPTIONS', 'HEAD', 'SEARCH'];

/** Every handler of every controller, from the metadata that Nest itself routes by. */
export function routesIn(modules: ModulesContainer): Route[] {
  const wrappers = [...modules.values()].flatMap((module) => [...module.controllers.values()]);
  return wrappers.flatMap(({ metatype, instance }) => routesOf(metatype as new () => object, instance as object));
}

function routesOf(controller: new () => object, instance: object): Route[] {
  const prefix = String(Reflect.getMetadata('path', controller) ?? '').replace(/^\//, '');
  return methodsOf(controller).flatMap((name) => {
    const handler = (controller.prototype as Record<string, unknown>)[name];
    if (typeof handler !== 'function' || !Reflect.hasMetadata('path', handler)) return [];
    const access = (Reflect.getMetadata(ROUTE_ACCESS, handler) ?? Reflect.getMetadata(ROUTE_ACCESS, controller)) as RouteAccess | undefined;
    const method = METHODS[Reflect.getMetadata('method', handler) as number] ?? '?';
    const paths = [Reflect.getMetadata('path', handler) as string | string[]].flat();
    return paths.map((path) => ({ handler: `${controller.name}.${name}`, method, path: `/${[prefix, path.replace(/^\//, '')].filter(Boolean).join('/')}`, access, function: handler, controller, instance }));
  });
}

function methodsOf(controller: new () => object): string[] {
  const names = new Set<string>();
  for (let prototype = controller.prototype as object; prototype !== Object.prototype; prototype = Object.getPrototypeOf(prototype) as object) {
    for (const name of Object.getOwnPropertyNames(prototype)) if (name !== 'constructor') names.add(name);
  }
  return [...names];
}
