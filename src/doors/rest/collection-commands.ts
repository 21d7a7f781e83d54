import type { z } from 'zod';
import type { Key } from '../../access/query/keys';
import type { Accountability } from '../../platform/accountability/accountability';
import type { Payload } from './batch';

/**
 * What a capability does when a program writes to its collection. Each command is one unit of work: all of it or nothing. The
 * payloads are raw; the capability parses them into its changes, the same that its pages make.
 */
export interface CollectionCommands {
  /** What a payload is parsed with; the OpenAPI document is made from it. */
  readonly changes: z.ZodType;
  /** The keys of the new items. */
  create(accountability: Accountability, payloads: readonly Payload[]): Promise<readonly Key[]>;
  /** The same change to each of the items. */
  change(accountability: Accountability, keys: readonly Key[], payload: Payload): Promise<void>;
  changeEach(accountability: Accountability, changes: readonly { readonly key: Key; readonly payload: Payload }[]): Promise<void>;
  remove(accountability: Accountability, keys: readonly Key[]): Promise<void>;
}
