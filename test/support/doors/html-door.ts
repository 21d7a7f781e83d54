import { parse, type HTMLElement } from 'node-html-parser';

export interface HtmlAnswer {
  readonly status: number;
  /** After redirects that were followed: where the visitor stands now. */
  readonly path: string;
  readonly location: string | null;
  readonly html: string;
  readonly document: HTMLElement;
  readonly headers: Headers;
}

type Fields = Record<string, string | readonly string[] | null>;

/** A visitor without JavaScript: keeps cookies, reads forms, presses buttons, follows redirects. */
export class HtmlDoor {
  readonly cookies = new Map<string, string>();
  last!: HtmlAnswer;

  constructor(readonly url: string) {}

  get(path: string): Promise<HtmlAnswer> {
    return this.#send('GET', path);
  }

  /**
   * Fills a form of the page that is open and presses one of its buttons. Fields keep what the page has in them; `null`
   * leaves one out (an unchecked box). `button` is the text of a submit button, or its accessible name.
   */
  async submit(form: string, fields: Fields = {}, button?: string): Promise<HtmlAnswer> {
    const element = this.last.document.querySelector(form);
    if (!element) throw new Error(`No form ${form} on ${this.last.path}: ${this.last.document.querySelectorAll('form').map((found) => found.getAttribute('action')).join(', ')}`);
    const body = new URLSearchParams();
    for (const [name, value] of formFields(element)) if (!(name in fields)) body.append(name, value);
    for (const [name, value] of Object.entries(fields)) for (const item of value === null ? [] : [value].flat()) body.append(name, item);
    const pressed = button ? findButton(element, this.last.document, button) : undefined;
    if (button && !pressed) throw new Error(`No button "${button}" in ${form} on ${this.last.path}`);
    if (pressed?.getAttribute('name')) body.append(pressed.getAttribute('name')!, pressed.getAttribute('value') ?? '');
    const action = pressed?.getAttribute('formaction') ?? element.getAttribute('action') ?? this.last.path;
    return (element.getAttribute('method') ?? 'get').toLowerCase() === 'get' ? this.#send('GET', `${action.split('?')[0]}?${body}`) : this.post(action, body);
  }

  post(path: string, body: URLSearchParams, headers: Record<string, string> = {}): Promise<HtmlAnswer> {
    return this.#send('POST', path, body.toString(), headers);
  }

  async signIn(email: string, password: string): Promise<HtmlAnswer> {
    await this.get('/admin/login');
    return this.submit('form[action^="/admin/login"]', { email, password });
  }

  async #send(method: string, path: string, body?: string, headers: Record<string, string> = {}, redirects = 5): Promise<HtmlAnswer> {
    const response = await fetch(new URL(path, this.url), {
      method,
      redirect: 'manual',
      ...(body === undefined ? {} : { body }),
      headers: {
        accept: 'text/html',
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(method === 'POST' ? { origin: this.url, 'content-type': 'application/x-www-form-urlencoded' } : {}),
        ...headers,
      },
    });
    for (const cookie of response.headers.getSetCookie()) this.#keep(cookie);
    const location = response.headers.get('location');
    const html = await response.text();
    this.last = { status: response.status, path, location, html, document: parse(html), headers: response.headers };
    if (location && response.status >= 300 && response.status < 400 && redirects > 0 && new URL(location, this.url).origin === this.url) {
      return this.#send('GET', location, undefined, {}, redirects - 1);
    }
    return this.last;
  }

  #keep(cookie: string): void {
    const [pair] = cookie.split(';', 1);
    const [name, ...value] = pair!.split('=');
    if (/max-age=0|expires=thu, 01 jan 1970/i.test(cookie)) this.cookies.delete(name!);
    else this.cookies.set(name!, value.join('='));
  }
}

function* formFields(form: HTMLElement): Generator<[string, string]> {
  const id = form.getAttribute('id');
  const outside = id ? (form.closest('html') ?? form).querySelectorAll(`[form="${id}"]`) : [];
  for (const field of [...form.querySelectorAll('input, select, textarea'), ...outside]) {
    const name = field.getAttribute('name');
    const type = field.getAttribute('type') ?? '';
    if (!name || field.hasAttribute('disabled') || ['submit', 'button', 'image', 'reset'].includes(type) || field.tagName === 'BUTTON') continue;
    if (['checkbox', 'radio'].includes(type) && !field.hasAttribute('checked')) continue;
    if (field.tagName === 'SELECT') {
      const options = field.querySelectorAll('option');
      const chosen = options.filter((option) => option.hasAttribute('selected'));
      for (const option of chosen.length > 0 ? chosen : field.hasAttribute('multiple') ? [] : options.slice(0, 1)) yield [name, decoded(option.getAttribute('value') ?? option.text)];
    } else if (field.tagName === 'TEXTAREA') yield [name, decoded(field.rawText).replace(/^\n/, '')];
    else yield [name, field.getAttribute('value') ?? (type === 'checkbox' ? 'on' : '')];
  }
}

function findButton(form: HTMLElement, document: HTMLElement, name: string): HTMLElement | undefined {
  const id = form.getAttribute('id');
  const buttons = [...form.querySelectorAll('button'), ...(id ? document.querySelectorAll(`button[form="${id}"]`) : [])];
  return buttons.find((button) => [button.text, button.getAttribute('aria-label') ?? ''].some((text) => text.replace(/\s+/g, ' ').trim() === name))
    ?? buttons.find((button) => button.text.replace(/\s+/g, ' ').trim().startsWith(name));
}

const decoded = (text: string) => parse(`<i>${text}</i>`).text;
