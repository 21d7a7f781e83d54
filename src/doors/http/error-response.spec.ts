import type { ApplicationError } from '../../platform/errors/application-error';
import { FailedValidationError, ForbiddenError, InvalidCredentialsError, InvalidInviteError, InvalidPayloadError, InvalidQueryError, InvalidTokenError, RecordNotUniqueError, RequestsExceededError, RouteNotFoundError, TokenExpiredError, UnprocessableContentError } from '../../platform/errors/errors';
import { errorAnswer } from './error-response';

const now = new Date('2026-11-24T09:00:00Z');
const statusOf = (...errors: ApplicationError[]) => errorAnswer(errors, now).status;

describe('an error at the REST door', () => {
  const statuses: readonly (readonly [number, ApplicationError])[] = [
    [401, new InvalidCredentialsError()],
    [401, new TokenExpiredError()],
    [403, new ForbiddenError()],
    [403, new InvalidTokenError()],
    [400, new InvalidPayloadError({ reason: 'x' })],
    [400, new InvalidQueryError({ reason: 'x' })],
    [400, new InvalidInviteError()],
    [400, new FailedValidationError({ field: 'email', type: 'required' })],
    [400, new RecordNotUniqueError({ collection: 'directus_users', field: 'email', value: null })],
    [422, new UnprocessableContentError({ reason: 'x' })],
    [404, new RouteNotFoundError({ path: '/x' })],
    [429, new RequestsExceededError({ limit: 20, resetAt: new Date(now.getTime() + 5000) })],
  ];
  test.each(statuses.map(([status, error]) => [status, error.code, error] as const))('has the status %i of the dialect: %s', (status, _code, error) => {
    expect(statusOf(error)).toBe(status);
  });

  test('of several, each is told, and the gravest status counts', () => {
    const errors = [new FailedValidationError({ field: 'email', type: 'required' }), new ForbiddenError({ reason: 'No' })];
    expect(errorAnswer(errors, now)).toMatchObject({ status: 403, body: { errors: [{ extensions: { code: 'FAILED_VALIDATION', field: 'email' } }, { message: 'No.', extensions: { code: 'FORBIDDEN' } }] } });
    expect(statusOf(new UnprocessableContentError({ reason: 'x' }), new InvalidPayloadError({ reason: 'x' }))).toBe(422);
  });
});
