import { ModulesContainer } from '@nestjs/core';
import { routesIn, type Route } from '../../src/doors/http/route-table';
import type { TestApp } from './app';

export type { Route };

/** Every handler of every controller of a running application. */
export function routesOf(app: TestApp): Route[] {
  return routesIn(app.nest.get(ModulesContainer));
}
