import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { authentication, createDirectus, rest, staticToken, type AuthenticationMode } from '@directus/sdk';
import { ADA, startApp, type TestApp } from '../../support/app';
import { PROVIDERS, type Provider } from '../../support/database';
import { RestDoor, type RestAnswer } from '../../support/doors/rest-door';
import { Mailbox, type ReceivedMail } from '../../support/mailbox';

export const MASK = '**********';
export const MISSING = '4c8b7d1e-7f0a-4d3c-9f5e-2b1a6c9d8e70';
export const PUBLIC_POLICY = 'abf8a154-5b1c-4a46-ac9c-7300570f4f17';
export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const DIFFERENCES = readFileSync(join(__dirname, '../../../docs/directus-differences.md'), 'utf8');

/** Usher on each database; or, with SDK_SUITE_URL, one server of the dialect that is running already. */
const TARGETS: readonly (Provider | 'another server')[] = process.env['SDK_SUITE_URL'] ? ['another server'] : PROVIDERS;

/** Another server may want a licence for own rules and for more than a few people: SDK_SUITE_WITHOUT_RULES=1 leaves these cases out, visibly. */
export const licensed = process.env['SDK_SUITE_WITHOUT_RULES'] ? test.skip : test;

/** Items as they come: the suite looks at what is on the wire, whatever a schema would say. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Wire = any;
export type Client = ReturnType<typeof clientOf>;
type Permission = [collection: string, action: string, more?: Record<string, unknown>];

/** Another server may hang up a connection that waits in the pool; the next one is as good, and nothing was sent on this one. */
const patient: typeof fetch = async (input, init) => {
  for (let left = process.env['SDK_SUITE_URL'] ? 10 : 0; ; left -= 1) {
    try {
      return await fetch(input, init);
    } catch (error) {
      if (left === 0) throw error;
    }
  }
};

export function clientOf(url: string, mode: AuthenticationMode = 'json', fetching: typeof fetch = patient) {
  return createDirectus<Wire>(url, { globals: { fetch: fetching } }).with(authentication(mode, { autoRefresh: false, credentials: 'include' })).with(rest({ credentials: 'include' }));
}

/** One area of the suite, on each target. The areas of a file share what runs, as all of them do on another server. */
export function area(name: string, body: (stage: Stage) => void): void {
  describe.each(TARGETS)(`the official client: ${name} on %s`, (target) => {
    const stage = stages.get(target)!;
    beforeAll(() => stage.open(), 60_000);
    body(stage);
  });
}

/** A server, its administrator, and what a case needs on it. */
export class Stage {
  readonly isUsher: boolean;
  url!: string;
  admin!: Client;
  /** The administrator without the client: for what the client has no command for, and for what is on the wire. */
  door!: RestDoor;
  #credentials = { email: ADA.email, password: ADA.password };
  #app: TestApp | null = null;
  #mailbox: Mailbox | null = null;
  #opening: Promise<void> | null = null;
  readonly #made: [collection: string, id: string][] = [];

  constructor(private readonly target: string) {
    this.isUsher = target !== 'another server';
  }

  open(): Promise<void> {
    return (this.#opening ??= this.#open());
  }

  async #open(): Promise<void> {
    const { SDK_SUITE_URL: url, SDK_SUITE_EMAIL: email, SDK_SUITE_PASSWORD: password, SDK_SUITE_SMTP_PORT: smtpPort } = process.env;
    if (this.isUsher) {
      this.#mailbox = await Mailbox.start();
      this.#app = await startApp({ provider: this.target as Provider, mailbox: this.#mailbox, env: { LIMIT_REGISTRATIONS_A_MINUTE: '1000' } });
      this.url = this.#app.url;
    } else {
      this.url = url!.replace(/\/+$/, '');
      this.#credentials = { email: email!, password: password! };
      if (smtpPort) this.#mailbox = await Mailbox.start(Number(smtpPort));
    }
    this.admin = await this.signIn(this.#credentials);
    this.door = new RestDoor(this.url, patient);
    this.door.token = await this.admin.getToken();
  }

  /** Of another server only what was made here is taken away again. */
  async close(): Promise<void> {
    for (const collection of this.isUsher ? [] : ['users', 'permissions', 'access', 'roles', 'policies']) {
      for (const [, id] of this.#made.filter(([of]) => of === collection)) await this.door.delete(`/${collection}/${id}`);
    }
    await this.#app?.close();
    await this.#mailbox?.close();
  }

  /** Mails can be looked at: always on Usher, on another server when it sends to SDK_SUITE_SMTP_PORT. */
  get hasMail(): boolean {
    return this.isUsher || process.env['SDK_SUITE_SMTP_PORT'] !== undefined;
  }

  async tokenMailedTo(address: string, count = 1): Promise<string> {
    const mail = await this.#mailbox!.waitFor(address, count, 20_000);
    return /token=([\w.-]+)/.exec(textOf(mail))![1]!;
  }

  mailsTo = (address: string): number => this.#mailbox!.to(address).length;

  /**
   * What Usher does otherwise on purpose: both sides are asserted, each on its own server, and the difference has to stand in
   * docs/directus-differences.md, of which `quote` is a part.
   */
  async differs<T>(quote: string, sides: { usher: () => Promise<T> | T; directus: () => Promise<T> | T }): Promise<void> {
    if (!DIFFERENCES.includes(quote)) throw new Error(`docs/directus-differences.md has no "${quote}". Write the difference there, with its reason.`);
    await (this.isUsher ? sides.usher() : sides.directus());
  }

  anonymous() {
    return createDirectus<Wire>(this.url, { globals: { fetch: patient } }).with(rest());
  }

  withToken(token: string) {
    return createDirectus<Wire>(this.url, { globals: { fetch: patient } }).with(staticToken(token)).with(rest());
  }

  async signIn({ email, password }: { email: string; password: string }, mode: AuthenticationMode = 'json', fetching: typeof fetch = patient): Promise<Client> {
    const client = clientOf(this.url, mode, fetching);
    await client.login({ email, password });
    return client;
  }

  async doorOf(client: Client): Promise<RestDoor> {
    const door = new RestDoor(this.url, patient);
    door.token = await client.getToken();
    return door;
  }

  /** Whatever was made for a case, to be taken away in the end. */
  keep<T extends Wire>(collection: string, made: T): T {
    for (const one of [made].flat() as Wire[]) this.#made.unshift([collection, one.id]);
    return made;
  }

  async #post(collection: string, body: object): Promise<Wire> {
    const answer: RestAnswer = await this.door.post(`/${collection}`, body);
    if (answer.status !== 200) throw new Error(`Preparing ${collection}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return this.keep(collection, answer.data as Wire);
  }

  role = (fields: object = {}): Promise<Wire> => this.#post('roles', { name: `Role ${unique()}`, ...fields });
  policy = (fields: object = {}): Promise<Wire> => this.#post('policies', { name: `Policy ${unique()}`, ...fields });
  attach = (policy: string, to: { role?: string; user?: string }): Promise<Wire> => this.#post('access', { policy, ...to });
  permission = (policy: string, [collection, action, more = {}]: Permission): Promise<Wire> => this.#post('permissions', { policy, collection, action, fields: ['*'], permissions: {}, ...more });

  /** Somebody; with a password only when asked for. */
  async user(fields: Record<string, unknown> = {}): Promise<Wire> {
    const body = { email: emailOf(), ...fields };
    return { ...(await this.#post('users', body)), password: body['password' as never] };
  }

  /** Several people with one mark in `title`, in the order given, and the filter that finds just them. */
  async people(list: readonly object[]): Promise<{ users: Wire[]; ids: string[]; here: Wire }> {
    const mark = `mark ${unique()}`;
    const bodies = list.map((fields, index) => ({ email: emailOf(`p${index}`), title: mark, ...fields }));
    const made: Wire[] = await this.#post('users', bodies);
    const users = bodies.map(({ email }) => made.find((user) => user.email === email));
    return { users, ids: users.map(({ id }) => id), here: { title: { _eq: mark } } };
  }

  /** Somebody signed in, whose role has one policy with these permissions. */
  async actor(permissions: readonly Permission[] = [], { policy: policyFields = {}, user: userFields = {} }: { policy?: object; user?: object } = {}) {
    const [policy, role] = [await this.policy(policyFields), await this.role()];
    await this.attach(policy.id, { role: role.id });
    for (const permission of permissions) await this.permission(policy.id, permission);
    const user = await this.user({ password: phrase(), role: role.id, ...userFields });
    const client = await this.signIn(user);
    return { policy, role, user, client, door: await this.doorOf(client) };
  }

  /** Sets the project's settings for the time of a case. */
  async withSettings(changes: Record<string, unknown>, body: () => Promise<void>): Promise<void> {
    const before = (await this.door.get(`/settings?fields=${Object.keys(changes).join(',')}`)).data as object;
    const change = await this.door.patch('/settings', changes);
    if (change.status !== 200) throw new Error(`Settings: ${change.status} ${JSON.stringify(change.body)}`);
    try {
      await body();
    } finally {
      await this.door.patch('/settings', before);
    }
  }
}

const stages = new Map(TARGETS.map((target) => [target, new Stage(target)]));
afterAll(async () => {
  for (const stage of stages.values()) await stage.close();
}, 60_000);

/** How the server refused: status, and the extensions of each error, the first one in front. */
export async function refusal(promise: Promise<unknown>): Promise<Wire> {
  try {
    await promise;
  } catch (thrown) {
    const { errors, response } = thrown as Wire;
    if (!errors) throw thrown;
    return { status: response.status, ...errors[0].extensions, message: errors[0].message };
  }
  throw new Error('It was not refused.');
}

/** A browser in small: keeps the cookies that it is given. */
export function cookieFetch(): { fetch: typeof fetch; cookies: Map<string, string> } {
  const cookies = new Map<string, string>();
  return {
    cookies,
    async fetch(input, init = {}) {
      const headers = new Headers(init.headers);
      if (cookies.size > 0) headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
      const response = await patient(input, { ...init, headers });
      for (const line of response.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
        if (value === '' || /max-age=0\b|expires=thu, 01 jan 1970/i.test(line)) cookies.delete(name!);
        else cookies.set(name!, value!);
      }
      return response;
    },
  };
}

export const unique = (): string => randomBytes(5).toString('hex');
export const emailOf = (tag = 'u'): string => `${tag}-${unique()}@sdk-suite.com`;
export const phrase = (): string => `Quiet harbour ${unique()} lantern 7!`;

function textOf(mail: ReceivedMail): string {
  return `${mail.text} ${mail.html}`.replaceAll('&amp;', '&');
}
