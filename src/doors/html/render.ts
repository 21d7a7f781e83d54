import { Injectable } from '@nestjs/common';
import { AccessControl } from '../../access/permissions/access-control';
import { PUBLIC, type Accountability } from '../../platform/accountability/accountability';
import { Renderer } from '../../platform/templating/renderer';
import type { DoorReply, DoorRequest } from '../http/door';
import { pathOf } from '../http/error.filter';
import { Cookies } from '../http/session-cookie';
import { APPEARANCE_COOKIE, parseAppearance } from './appearance';
import { Assets } from './html.tokens';
import { formErrors, type FieldLabels, type FormErrors } from './field-messages';
import { Flashes, type Flash } from './flash';
import { FormTokens } from './form-tokens';
import { LayoutSource, layoutView, PAGES_BY_COLLECTION } from './layout.presenter';

export interface PageSpec {
  /** Below views/, without its ending: "roles/show". */
  readonly template: string;
  /** The presenter's plain object; the template sees it as `page`. */
  readonly page: object;
  /** Of the browser's tab, without the project's name. */
  readonly title: string;
  /** `admin` has the navigation; `public` is the quiet one of sign-in and mailed links. */
  readonly layout?: 'admin' | 'public';
  /** The template is one components/drawer: inside a frame it is sent without the layout around it. */
  readonly drawer?: boolean;
  readonly status?: number;
  /** Pages that a mailed link leads to must not tell the next site where they were. */
  readonly noReferrer?: boolean;
}

/** How controllers answer people: with a page, a redirect, a stream, or the form again. */
@Injectable()
export class Pages {
  constructor(
    private readonly renderer: Renderer,
    private readonly source: LayoutSource,
    private readonly access: AccessControl,
    private readonly flashes: Flashes,
    private readonly tokens: FormTokens,
    private readonly assets: Assets,
    private readonly cookies: Cookies,
  ) {}

  async show(request: DoorRequest, reply: DoorReply, spec: PageSpec): Promise<void> {
    await this.#send(request, reply, spec, false);
  }

  /** After a change: 303, so that reloading the next page repeats nothing. Only paths of our own. */
  redirect(reply: DoorReply, url: string, flash?: Flash): void {
    if (flash) this.flashes.keep(reply, flash);
    // A key in the address may hold anything; a header holds ASCII only.
    void reply.code(303).header('location', url.toWellFormed().replace(/[^\x21-\x7e]/gu, encodeURIComponent)).send();
  }

  /**
   * The form again, with status 422, everything that was typed and what is wrong with it. Errors that no form can show
   * (a missing right, a stale change, a defect) are thrown on.
   */
  async invalid(request: DoorRequest, reply: DoorReply, thrown: unknown, labels: FieldLabels, again: (errors: FormErrors) => PageSpec | Promise<PageSpec>): Promise<void> {
    const errors = formErrors(thrown, labels);
    if (!errors) throw thrown;
    await this.#send(request, reply, { status: 422, ...(await again(errors)) }, true);
  }

  /** True where the browser can take Turbo Streams instead of a redirect. */
  takesStreams(request: DoorRequest): boolean {
    return String(request.headers.accept ?? '').includes('text/vnd.turbo-stream.html');
  }

  /** Turbo Streams: a template below views/ whose whole output is `<turbo-stream>` elements. */
  stream(request: DoorRequest, reply: DoorReply, template: string, page: object, status = 200): void {
    const form = this.tokens.issue(request, reply);
    const html = this.renderer.fragment(template, { page, form, layout: { form, assets: this.assets.urls } });
    void reply.code(status).type('text/vnd.turbo-stream.html; charset=utf-8').send(html);
  }

  async #send(request: DoorRequest, reply: DoorReply, spec: PageSpec, hasErrors: boolean): Promise<void> {
    const caller = request.accountability ?? PUBLIC;
    // A frame takes itself out of the answer, so the layout can be left out; the flash waits for a page that shows it.
    // A page without that frame comes whole: the drawer closes, and the answer is shown as a page.
    const isInFrame = spec.drawer === true && request.headers['turbo-frame'] !== undefined;
    const layout = layoutView({
      title: spec.title,
      hasErrors,
      path: pathOf(request),
      project: await this.source.project(),
      caller,
      readable: await this.#readable(caller),
      appearance: parseAppearance(this.cookies.read(request, APPEARANCE_COOKIE)),
      flash: isInFrame ? null : this.flashes.take(request, reply),
      form: this.tokens.issue(request, reply),
      assets: this.assets.urls,
    });
    const html = this.renderer.page(spec.template, spec.page, isInFrame ? 'bare' : (spec.layout ?? 'admin'), layout);
    if (spec.noReferrer) void reply.header('referrer-policy', 'no-referrer');
    void reply.header('vary', 'Turbo-Frame').code(spec.status ?? 200).type('text/html; charset=utf-8').send(html);
  }

  /** The navigation offers what can be opened. Administrators may open everything; nobody need ask. */
  async #readable(caller: Accountability): Promise<ReadonlySet<string>> {
    if (caller.admin || !caller.app) return new Set();
    const answers = await Promise.all(PAGES_BY_COLLECTION.map(async ({ collection }) => ((await this.access.can(caller, 'read', collection)) ? [collection] : [])));
    return new Set(answers.flat());
  }
}
