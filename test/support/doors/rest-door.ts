export interface RestAnswer {
  readonly status: number;
  readonly data: unknown;
  readonly body: { data?: unknown; meta?: Record<string, number>; errors?: { message: string; extensions: Record<string, unknown> }[] } | null;
  readonly code: string | null;
  readonly headers: Headers;
}

/** A program: JSON in, JSON out, a bearer token once it has signed in. */
export class RestDoor {
  token: string | null = null;

  constructor(readonly url: string, private readonly fetching: typeof fetch = fetch) {}

  async signIn(email: string, password: string): Promise<this> {
    const answer = await this.send('POST', '/auth/login', { email, password, mode: 'json' });
    if (answer.status !== 200) throw new Error(`Signing in as ${email}: ${answer.status} ${JSON.stringify(answer.body)}`);
    this.token = (answer.data as { access_token: string }).access_token;
    return this;
  }

  get = (path: string) => this.send('GET', path);
  post = (path: string, body?: unknown) => this.send('POST', path, body ?? {});
  patch = (path: string, body: unknown) => this.send('PATCH', path, body);
  delete = (path: string, body?: unknown) => this.send('DELETE', path, body);

  async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<RestAnswer> {
    const response = await this.fetching(new URL(path, this.url), {
      method,
      redirect: 'manual',
      headers: { 'content-type': 'application/json', ...(this.token ? { authorization: `Bearer ${this.token}` } : {}), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const parsed = text.startsWith('{') ? (JSON.parse(text) as RestAnswer['body']) : null;
    return { status: response.status, body: parsed, data: parsed?.data, code: (parsed?.errors?.[0]?.extensions['code'] as string | undefined) ?? null, headers: response.headers };
  }
}
