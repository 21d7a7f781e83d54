import { randomBytes } from 'node:crypto';
import { ArgumentsHost, Catch, ExceptionFilter, HttpException, Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import { ApplicationError, applicationErrorsIn } from '../../platform/errors/application-error';
import { ForbiddenError, InvalidPayloadError, RouteNotFoundError } from '../../platform/errors/errors';
import { Log } from '../../platform/log/log';
import { translateError } from '../../platform/database/translate-error';
import { doorOf, type DoorReply, type DoorRequest } from './door';
import { ErrorPages } from './error-pages';
import { errorAnswer, unexpectedAnswer } from './error-response';

/** The only place that answers an error: JSON for programs, a page for people. */
@Catch()
@Injectable()
export class ErrorFilter implements ExceptionFilter {
  constructor(
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly pages: ErrorPages,
  ) {}

  async catch(thrown: unknown, host: ArgumentsHost): Promise<void> {
    const request = host.switchToHttp().getRequest<DoorRequest>();
    const reply = host.switchToHttp().getResponse<DoorReply>();
    if (reply.sent) return;
    const errors = knownErrors(thrown, request);
    if (!errors) return this.#answerUnexpected(thrown, request, reply);
    const answer = errorAnswer(errors, this.clock.now());
    void reply.headers(answer.headers);
    if (doorOf(request) === 'html') return this.#page(() => this.pages.write(request, reply, errors), reply);
    void reply.code(answer.status).type('application/json; charset=utf-8').send(answer.body);
  }

  async #answerUnexpected(thrown: unknown, request: DoorRequest, reply: DoorReply): Promise<void> {
    const reference = randomBytes(5).toString('hex');
    this.log.error({ reference, method: request.method, path: pathOf(request), error: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) }, 'unexpected error');
    if (doorOf(request) === 'html') return this.#page(() => this.pages.writeUnexpected(request, reply, reference), reply);
    const answer = unexpectedAnswer(reference);
    void reply.code(answer.status).type('application/json; charset=utf-8').send(answer.body);
  }

  /** An error page that cannot be drawn must still be an answer. */
  async #page(write: () => Promise<void>, reply: DoorReply): Promise<void> {
    try {
      await write();
    } catch (error) {
      this.log.error({ error: error instanceof Error ? error.stack : String(error) }, 'the error page failed');
      if (!reply.sent) void reply.code(500).type('text/plain; charset=utf-8').send('Something went wrong, and the page that says so could not be shown.');
    }
  }
}

/** Our own errors, the framework's and the parser's, as application errors; null for what nobody foresaw. */
function knownErrors(thrown: unknown, request: { url: string }): readonly ApplicationError[] | null {
  const translated = translateError(thrown);
  const ours = applicationErrorsIn(translated);
  if (ours) return ours;
  const status = thrown instanceof HttpException ? thrown.getStatus() : ((thrown as { statusCode?: number } | null)?.statusCode ?? 500);
  if (status === 404) return [new RouteNotFoundError({ path: pathOf(request) })];
  if (status === 401 || status === 403) return [new ForbiddenError()];
  if (status === 413) return [new InvalidPayloadError({ reason: 'request entity too large' })];
  if (status === 415) return [new ApplicationError('UNSUPPORTED_MEDIA_TYPE', { mediaType: null, where: 'body' })];
  if (status >= 400 && status < 500) return [new InvalidPayloadError({ reason: 'The request could not be read' })];
  return null;
}

/** Without the query string, which may hold a token. */
export function pathOf(request: { url: string }): string {
  return request.url.split(/[?#]/, 1)[0]!.slice(0, 500);
}
