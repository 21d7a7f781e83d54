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

  test.each<[string, ConstructorParameters<typeof FailedValidationError>[0], string]>([
    ['a value that it has to be', { field: 'title', type: 'eq', valid: 'staff' }, 'Validation failed for field "title". Value has to be "staff".'],
    ['one of several', { field: 'status', type: 'in', valid: ['draft', 'active'] }, 'Validation failed for field "status". Value has to be one of "draft", "active".'],
    ['a text that it has to hold', { field: 'email', type: 'ends_with', substring: '@x.org' }, 'Validation failed for field "email". Value has to end with "@x.org".'],
    ['what it cannot be', { field: 'name', type: 'neq', invalid: 'root' }, `Validation failed for field "name". Value can't be "root".`],
    ['nothing to compare with', { field: 'name', type: 'required', path: ['role'] }, 'Validation failed for field "name" at "role". Value is required.'],
  ])('says a broken rule in the sentences of the dialect: %s', (_, facts, sentence) => {
    expect(errorAnswer([new FailedValidationError(facts)], now).body.errors[0]!.message).toBe(sentence);
  });

  test('of several, each is told, and the gravest status counts', () => {
    const errors = [new FailedValidationError({ field: 'email', type: 'required' }), new ForbiddenError({ reason: 'No' })];
    expect(errorAnswer(errors, now)).toMatchObject({ status: 403, body: { errors: [{ extensions: { code: 'FAILED_VALIDATION', field: 'email' } }, { message: 'No.', extensions: { code: 'FORBIDDEN' } }] } });
    expect(statusOf(new UnprocessableContentError({ reason: 'x' }), new InvalidPayloadError({ reason: 'x' }))).toBe(422);
  });
});
