import { SetMetadata } from '@nestjs/common';
import type { z } from 'zod';
import type { Action } from '../../../access/permissions/stored-rules';

const DESCRIPTION = 'usher:route-description';
const AREA = 'usher:area';
const UNDESCRIBED = 'usher:undescribed';

/** What a program sends to a collection: built from the schema of the collection's changes. */
export type CollectionBody = 'one-or-many' | 'changes' | 'batch' | 'search' | 'selection';

/** What comes back. `items` and `item` are those of the area's collection. */
export type Answer =
  | 'nothing'
  | 'items'
  | 'one-or-many'
  | 'item'
  /** Items, some of which are none of the collection's: those have this form. */
  | { readonly itemsOr: z.ZodType }
  /** In the envelope. */
  | { readonly data: z.ZodType }
  /** As it is, without envelope. */
  | { readonly body: z.ZodType; readonly type?: string }
  /** A redirect. */
  | { readonly to: string };

/** What a route says of itself in the OpenAPI document. */
export interface RouteDescription {
  readonly summary: string;
  readonly note?: string;
  /** The action on the area's collection that the caller's policies have to allow. */
  readonly needs?: Action;
  /** Refused for whoever is not signed in, whatever the policies say. */
  readonly forPeople?: true;
  /** The parameters of a list or of one item, or those of this route alone. */
  readonly query?: 'list' | 'item' | z.ZodObject;
  /** The very schema that the handler parses. */
  readonly body?: z.ZodType | CollectionBody;
  readonly example?: unknown;
  readonly answers: Readonly<Record<number, Answer>>;
  /** The call of @directus/sdk; `Item` and `Items` stand for the area's nouns. Absent: `customEndpoint`. */
  readonly sdk?: string;
}

/** Routes that belong together, and the collection they speak about. A CollectionController knows its collection itself. */
export interface Area {
  readonly name: string;
  /** Said by one of the controllers of the area. */
  readonly about?: string;
  readonly collection?: string;
  /** The schema of a change of an item, where the controller has no commands to take it from. */
  readonly changes?: z.ZodType;
  /** A body that makes an item. */
  readonly example?: Readonly<Record<string, unknown>>;
  /** The nouns in the client's calls: `readUser`, `readUsers`. Null: the client has none. */
  readonly nouns?: readonly [one: string, many: string];
}

/** Puts a route into the OpenAPI document. */
export const Describes = (description: RouteDescription) => SetMetadata(DESCRIPTION, description);

/** The area of all routes of a controller. */
export const InArea = (area: Area) => SetMetadata(AREA, area);

/** For a route that is no part of what programs are promised. */
export const NotDescribed = (reason: string) => SetMetadata(UNDESCRIBED, reason);

export function descriptionOf(handler: object): RouteDescription | undefined {
  return Reflect.getMetadata(DESCRIPTION, handler) as RouteDescription | undefined;
}

export function areaOf(controller: object): Area | undefined {
  return Reflect.getMetadata(AREA, controller) as Area | undefined;
}

export function isUndescribed(handler: object, controller: object): boolean {
  return Reflect.hasMetadata(UNDESCRIBED, handler) || Reflect.hasMetadata(UNDESCRIBED, controller);
}
