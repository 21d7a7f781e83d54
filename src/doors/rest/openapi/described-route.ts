import type { Collection } from '../../../access/collections/registry';
import type { Route } from '../../http/route-table';
import type { Area, RouteDescription } from './describes.decorator';

/** A route with everything that its operation is made of. */
export interface DescribedRoute {
  readonly route: Route;
  readonly area: Area;
  readonly description: RouteDescription;
  readonly collection: Collection | null;
}
