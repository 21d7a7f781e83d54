import { createHash } from 'node:crypto';
import { CallHandler, ExecutionContext, Injectable, NestInterceptor, UseInterceptors } from '@nestjs/common';
import { defer, from, lastValueFrom, type Observable } from 'rxjs';
import { PUBLIC } from '../../platform/accountability/accountability';
import { asSubmission, DuplicateSubmissionError } from '../../platform/database/submission';
import type { DoorReply, DoorRequest } from '../http/door';
import { FormReceipts } from './form-receipts';

/**
 * Pressing this form's button twice has one effect: the second press is answered with where the first one led. On the routes that
 * need it and not on all: an interceptor costs every request a chain of observables.
 */
export const Once = () => UseInterceptors(OnceInterceptor);

@Injectable()
export class OnceInterceptor implements NestInterceptor {
  constructor(private readonly receipts: FormReceipts) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<DoorRequest>();
    const key = submissionKey(request);
    if (!key) return next.handle();
    return defer(() => from(this.#submit(key, context.switchToHttp().getResponse<DoorReply>(), next)));
  }

  async #submit(key: string, reply: DoorReply, next: CallHandler): Promise<unknown> {
    try {
      const result = await asSubmission(key, () => lastValueFrom(next.handle(), { defaultValue: undefined }));
      const location = reply.getHeader('location');
      if (reply.statusCode === 303 && typeof location === 'string') await this.receipts.complete(key, location);
      return result;
    } catch (error) {
      if (!(error instanceof DuplicateSubmissionError)) throw error;
      return void reply.code(303).header('location', await this.receipts.locationOf(key)).send();
    }
  }
}

/** The rendered form together with what was typed: a corrected form is not a duplicate. */
function submissionKey(request: DoorRequest): string | null {
  const { _form: form, _csrf: _, ...fields } = (request.body ?? {}) as Record<string, unknown>;
  if (typeof form !== 'string' || form === '') return null;
  const caller = (request.accountability ?? PUBLIC).user ?? 'visitor';
  return createHash('sha256').update(JSON.stringify([caller, request.url, form, fields])).digest('hex');
}
