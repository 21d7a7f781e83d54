import type { ApplicationError } from '../../platform/errors/application-error';
import type { DoorReply, DoorRequest } from './door';

/** The pages that tell of an error; filled by doors/html, so that this room need not know templates. */
export abstract class ErrorPages {
  abstract write(request: DoorRequest, reply: DoorReply, errors: readonly ApplicationError[]): Promise<void>;
  /** Something nobody foresaw; `reference` finds it in the log. */
  abstract writeUnexpected(request: DoorRequest, reply: DoorReply, reference: string): Promise<void>;
}
