import { Injectable } from '@nestjs/common';
import type { ApplicationError } from '../../platform/errors/application-error';
import { PUBLIC } from '../../platform/accountability/accountability';
import { Clock } from '../../platform/clock/clock';
import type { DoorReply, DoorRequest } from '../http/door';
import { ErrorPages } from '../http/error-pages';
import { errorAnswer, messageOf } from '../http/error-response';
import { pageBefore } from './page-before';
import { Pages, type PageSpec } from './render';

/** What a form held, carried over an expired token. Passwords and codes are not: they are asked again. */
interface KeptField {
  readonly name: string;
  readonly value: string;
}

/** The pages behind errors: sign in first, not found or not allowed (one and the same), form expired, try later, defect. */
@Injectable()
export class HtmlErrorPages extends ErrorPages {
  constructor(
    private readonly pages: Pages,
    private readonly clock: Clock,
  ) {
    super();
  }

  async write(request: DoorRequest, reply: DoorReply, errors: readonly ApplicationError[]): Promise<void> {
    const [first] = errors;
    if (first?.code === 'INVALID_CREDENTIALS' && ['GET', 'HEAD'].includes(request.method)) return this.#signIn(request, reply);
    if (first?.code === 'TFA_SETUP_REQUIRED') return this.#setUp(request, reply);
    await this.pages.show(request, reply, this.#page(request, errors));
  }

  async writeUnexpected(request: DoorRequest, reply: DoorReply, reference: string): Promise<void> {
    await this.pages.show(request, reply, { template: 'errors/unexpected', title: 'Something went wrong', layout: layoutFor(request), status: 500, page: { reference, time: this.clock.now().toISOString() } });
  }

  /** Back to where the person wanted to go, once they have signed in. */
  #signIn(request: DoorRequest, reply: DoorReply): void {
    const target = request.url === '/admin' || request.url === '/admin/' ? '/admin/login' : `/admin/login?return=${encodeURIComponent(request.url)}`;
    void reply.code(302).header('location', target).send();
  }

  /** To the page that sets two-factor sign-in up, and from there to where the person wanted to go. What a form held is lost: it was not let in. */
  #setUp(request: DoorRequest, reply: DoorReply): void {
    const target = ['GET', 'HEAD'].includes(request.method) ? request.url : pageBefore(request);
    void reply.code(303).header('location', `/admin/account/two-factor?return=${encodeURIComponent(target)}`).send();
  }

  #page(request: DoorRequest, errors: readonly ApplicationError[]): PageSpec {
    const [first] = errors;
    const { status } = errorAnswer(errors, this.clock.now());
    const common = { layout: layoutFor(request), status } as const;
    switch (first?.code) {
      case 'FORM_EXPIRED':
        return { ...common, template: 'errors/form-expired', title: 'Please send this again', page: { action: request.url, fields: keptFields(request.body) } };
      case 'INVALID_CREDENTIALS':
        return { ...common, template: 'errors/signed-out', title: 'You have been signed out', page: { loginUrl: `/admin/login?return=${encodeURIComponent(pageBefore(request))}` } };
      case 'FORBIDDEN':
      case 'ROUTE_NOT_FOUND':
      case 'INVALID_QUERY':
        // One page for both: whoever may not see a thing must not learn that it exists.
        return { ...common, template: 'errors/not-found', title: 'Page not found', page: { homeUrl: '/admin' }, status: first.code === 'INVALID_QUERY' ? 404 : status };
      case 'REQUESTS_EXCEEDED':
      case 'SERVICE_UNAVAILABLE':
        return { ...common, template: 'errors/try-later', title: 'Please try again later', page: { message: messageOf(first) } };
      default:
        return { ...common, template: 'errors/refused', title: 'That could not be done', page: { messages: errors.map(messageOf), backUrl: '/admin' } };
    }
  }
}

function layoutFor(request: DoorRequest): 'admin' | 'public' {
  const caller = request.accountability ?? PUBLIC;
  return caller.admin || caller.app ? 'admin' : 'public';
}

function keptFields(body: unknown): KeptField[] {
  if (typeof body !== 'object' || body === null) return [];
  return flatten('', body).filter(({ name }) => !['_csrf', '_form'].includes(name) && !/password|^code$/i.test(name));
}

function flatten(prefix: string, value: unknown): KeptField[] {
  if (typeof value === 'string') return [{ name: prefix, value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => flatten(prefix === '' ? key : `${prefix}[${Array.isArray(value) ? '' : key}]`, inner));
}
