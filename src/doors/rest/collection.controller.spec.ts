import { Catch, Controller, Get, Module, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { APP_FILTER, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { openAccess, type AccessRooms } from '../../../test/support/access';
import { CollectionRegistry } from '../../access/collections/registry';
import { ItemReader } from '../../access/items/item-reader';
import type { Key } from '../../access/query/keys';
import { PUBLIC, SYSTEM, type Accountability } from '../../platform/accountability/accountability';
import { Clock } from '../../platform/clock/clock';
import { applicationErrorsIn } from '../../platform/errors/application-error';
import { ForbiddenError } from '../../platform/errors/errors';
import type { DoorReply, DoorRequest } from '../http/door';
import { errorAnswer } from '../http/error-response';
import { installParsers, parseQueryString } from '../http/parsers';
import type { Payload } from './batch';
import type { CollectionCommands } from './collection-commands';
import { CollectionController } from './collection.controller';
import { CollectionDoor } from './collection-door';

const ADMIN: Accountability = { ...SYSTEM, kind: 'user', user: 'ada' };

describe('the protocol of a collection', () => {
  let rooms: AccessRooms;
  let app: NestFastifyApplication;
  let url: string;
  let caller: Accountability;

  /** Roles with no more than a name, written straight to the table. */
  class NameOnly implements CollectionCommands {
    readonly changes = z.strictObject({ id: z.string(), name: z.string() });
    async create(_: Accountability, payloads: readonly Payload[]): Promise<Key[]> {
      await rooms.run(({ db }) => db.role.createMany({ data: payloads.map((payload) => ({ id: String(payload['id']), name: String(payload['name']) })) }));
      return payloads.map((payload) => String(payload['id']));
    }
    async change(_: Accountability, keys: readonly Key[], payload: Payload): Promise<void> {
      const { count } = await rooms.run(({ db }) => db.role.updateMany({ where: { id: { in: keys.map(String) } }, data: { name: String(payload['name']) } }));
      if (count !== keys.length) throw new ForbiddenError();
    }
    async changeEach(as: Accountability, changes: readonly { key: Key; payload: Payload }[]): Promise<void> {
      for (const { key, payload } of changes) await this.change(as, [key], payload);
    }
    async remove(_: Accountability, keys: readonly Key[]): Promise<void> {
      await rooms.run(({ db }) => db.role.deleteMany({ where: { id: { in: keys.map(String) } } }));
    }
  }

  beforeAll(async () => {
    rooms = await openAccess('sqlite');

    @Controller('roles')
    class RolesController extends CollectionController {
      constructor(door: CollectionDoor) {
        super(door, 'directus_roles', new NameOnly());
      }
      @Get('me')
      me() {
        return { data: 'me' };
      }
    }

    @Catch()
    class Filter implements ExceptionFilter {
      catch(error: unknown, host: ArgumentsHost): void {
        const answer = errorAnswer(applicationErrorsIn(error) ?? [], rooms.clock.now());
        void host.switchToHttp().getResponse<DoorReply>().code(answer.status).send(applicationErrorsIn(error) ? answer.body : String(error));
      }
    }

    @Module({
      controllers: [RolesController],
      providers: [
        CollectionDoor,
        { provide: APP_FILTER, useClass: Filter },
        { provide: ItemReader, useValue: rooms.reader },
        { provide: CollectionRegistry, useValue: rooms.registry },
        { provide: Clock, useValue: rooms.clock },
      ],
    })
    class TryModule {}

    const adapter = new FastifyAdapter({ routerOptions: { querystringParser: parseQueryString } });
    app = await NestFactory.create<NestFastifyApplication>(TryModule, adapter, { bodyParser: false, logger: false });
    const fastify = adapter.getInstance() as unknown as FastifyInstance;
    fastify.addHttpMethod('SEARCH', { hasBody: true });
    fastify.addHook('onRequest', async (request) => void ((request as DoorRequest).accountability = caller));
    await installParsers(fastify);
    await app.listen(0, '127.0.0.1');
    url = (await app.getUrl()) + '/roles';
  });
  beforeEach(async () => {
    caller = ADMIN;
    await rooms.run(async ({ db }) => {
      await db.role.deleteMany({});
      await db.role.createMany({ data: ['a', 'b', 'c'].map((id) => ({ id, name: `Role ${id}` })) });
    });
  });
  afterAll(async () => {
    await app.close();
    await rooms.close();
  });

  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  async function ask(method: string, path = '', body?: unknown): Promise<{ status: number; body: any; headers: Headers }> {
    const response = await fetch(url + path, { method, ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }) });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: response.headers.get('content-type')?.startsWith('application/json') ? JSON.parse(text) : text };
  }
  const names = async () => (await rooms.prisma.client.role.findMany({ orderBy: { id: 'asc' } })).map(({ name }) => name);

  it.each<[string, string, string, unknown, number, unknown]>([
    ['a list', 'GET', '?fields=id', undefined, 200, { data: [{ id: 'a' }, { id: 'b' }, { id: 'c' }] }],
    ['counts', 'GET', '?fields=id&limit=1&meta=*&filter[id][_in]=a,b', undefined, 200, { data: [{ id: 'a' }], meta: { total_count: 3, filter_count: 2 } }],
    ['one item', 'GET', '/b?fields=name', undefined, 200, { data: { name: 'Role b' } }],
    ['a special route', 'GET', '/me', undefined, 200, { data: 'me' }],
    ['a search by filter', 'SEARCH', '', { query: { fields: ['id'], filter: { id: { _eq: 'b' } }, meta: 'filter_count' } }, 200, { data: [{ id: 'b' }], meta: { filter_count: 1 } }],
    ['a search by keys', 'SEARCH', '', { keys: ['c', 'a'], query: { fields: [] } }, 200, { data: ['a', 'c'] }],
    ['a search without a word', 'SEARCH', '', {}, 200, { data: [expect.objectContaining({ id: 'a' }), expect.anything(), expect.anything()] }],
    ['a new item', 'POST', '?fields=id,name', { id: 'd', name: 'New' }, 200, { data: { id: 'd', name: 'New' } }],
    ['new items, in the order of their keys', 'POST', '?fields=id', [{ id: 'e', name: 'E' }, { id: 'd', name: 'D' }], 200, { data: [{ id: 'd' }, { id: 'e' }] }],
    ['no new items', 'POST', '', [], 200, { data: [] }],
    ['a change', 'PATCH', '/a?fields=name', { id: 'ignored', name: 'Changed' }, 200, { data: { name: 'Changed' } }],
    ['one change of several', 'PATCH', '?fields=name', { keys: ['a', 'b'], data: { name: 'Both' } }, 200, { data: [{ name: 'Both' }, { name: 'Both' }] }],
    ['a change by query', 'PATCH', '?fields=id', { query: { filter: { name: { _ends_with: 'c' } } }, data: { name: 'Sea' } }, 200, { data: [{ id: 'c' }] }],
    ['several changes', 'PATCH', '?fields=name', [{ id: 'b', name: 'B' }, { id: 'a', name: 'A' }], 200, { data: [{ name: 'A' }, { name: 'B' }] }],
    ['a removal', 'DELETE', '/a', undefined, 204, ''],
    ['a removal of several', 'DELETE', '', ['a', 'b'], 204, ''],
    ['a removal by query', 'DELETE', '', { query: { filter: { id: { _eq: 'c' } } } }, 204, ''],
    ['a removal of nothing', 'DELETE', '', [], 204, ''],
  ])('answers %s', async (_, method, path, body, status, expected) => {
    const answer = await ask(method, path, body);
    expect([answer.status, answer.body]).toEqual([status, expected]);
  });

  it.each<[string, string, string, unknown, number, string]>([
    ['an unknown item', 'GET', '/nobody', undefined, 403, 'FORBIDDEN'],
    ['an unknown item among keys', 'SEARCH', '', { keys: ['a', 'nobody'] }, 403, 'FORBIDDEN'],
    ['other keys in a search', 'SEARCH', '', { x: 1 }, 400, 'INVALID_PAYLOAD'],
    ['a query that is none', 'SEARCH', '', { query: 5 }, 400, 'INVALID_PAYLOAD'],
    ['a text as a new item', 'POST', '', ['x'], 400, 'INVALID_PAYLOAD'],
    ['a change of nothing named', 'PATCH', '', { data: {} }, 400, 'INVALID_PAYLOAD'],
    ['a change of too much named', 'PATCH', '', { keys: ['a'], query: {}, data: {} }, 400, 'INVALID_PAYLOAD'],
    ['a change without data', 'PATCH', '', { keys: ['a'] }, 400, 'INVALID_PAYLOAD'],
    ['an object as a key', 'PATCH', '', { keys: [{ contains: '' }], data: { name: 'x' } }, 400, 'INVALID_PAYLOAD'],
    ['a change without a key', 'PATCH', '', [{ name: 'x' }], 400, 'INVALID_PAYLOAD'],
    ['a removal of everything', 'DELETE', '', {}, 400, 'INVALID_PAYLOAD'],
    ['a bad sort before it writes', 'PATCH', '/a?alias=x', { name: 'x' }, 400, 'INVALID_QUERY'],
    ['an unknown export', 'GET', '?export=pdf', undefined, 400, 'INVALID_QUERY'],
    ['a search that makes no sense', 'SEARCH', '', { query: { filter: { id: { _gt: 'a' } } } }, 400, 'INVALID_QUERY'],
  ])('refuses %s', async (_, method, path, body, status, code) => {
    const answer = await ask(method, path, body);
    expect([answer.status, answer.body.errors[0].extensions.code]).toEqual([status, code]);
    expect(await names()).toEqual(['Role a', 'Role b', 'Role c']);
  });

  it('keeps what was written when the caller may not read it', async () => {
    caller = PUBLIC;
    expect((await ask('POST', '', { id: 'd', name: 'Unseen' })).status).toBe(204);
    expect(await ask('POST', '', [{ id: 'e', name: 'Unseen' }])).toMatchObject({ status: 200, body: { data: [] } });
    expect(await names()).toEqual(['Role a', 'Role b', 'Role c', 'Unseen', 'Unseen']);
  });

  it('exports a list as a file', async () => {
    await rooms.run(({ db }) => db.role.updateMany({ where: { id: 'a' }, data: { name: '=HYPERLINK("x"), "y"', description: '<b>' } }));
    const csv = await ask('GET', '?export=csv&fields=name,parent.name,users&limit=2');
    expect(csv.headers.get('content-type')).toMatch(/^text\/csv/);
    expect(csv.headers.get('content-disposition')).toMatch(/^attachment; filename="directus_roles \d{8}-\d{6}.csv"$/);
    expect(csv.body.split('\n')).toEqual(['"name","parent","users"', `"'=HYPERLINK(""x""), ""y""",,"[]"`, '"Role b",,"[]"']);
    expect((await ask('GET', '?export=json&fields=id&limit=1')).body).toEqual([{ id: 'a' }]);
    expect((await ask('GET', '?export=xml&fields=description&limit=1')).body).toContain('<description>&lt;b&gt;</description>');
    expect((await ask('GET', '?export=yaml&fields=id,users&limit=1')).body).toBe('- id: a\n  users: []\n');
  });
});
