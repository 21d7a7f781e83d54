import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CollectionRegistry } from '../../src/access/collections/registry';
import { doorOf } from '../../src/doors/http/door';
import { errorAnswer } from '../../src/doors/http/error-response';
import { isUndescribed } from '../../src/doors/rest/openapi/describes.decorator';
import { OpenApi, verbOf } from '../../src/doors/rest/openapi/open-api';
import { templatePath } from '../../src/doors/rest/openapi/operation';
import { PUBLIC, SYSTEM } from '../../src/platform/accountability/accountability';
import { FailedValidationError, ForbiddenError } from '../../src/platform/errors/errors';
import { startApp, type TestApp } from '../support/app';
import { Contract, emptySchemas, mistakesInDocument, usesOfJson, type OpenApiDocument } from '../support/contract';
import { routesOf } from '../support/routes';

describe('the OpenAPI document', () => {
  let app: TestApp;
  let document: OpenApiDocument;

  beforeAll(async () => {
    app = await startApp();
    document = await app.get(OpenApi).documentFor({ ...SYSTEM, kind: 'user', user: 'ada' });
  });
  afterAll(() => app.close());

  it('has every route of the REST door: put @Describes() on the handler and @InArea() on its controller, or @NotDescribed() with the reason', () => {
    expect(app.get(OpenApi).undescribed()).toEqual([]);
  });

  it('has these routes and no others', () => {
    const routed = routesOf(app).filter(({ path, function: handler, controller }) => doorOf({ url: path }) === 'rest' && !isUndescribed(handler, controller)).map((route) => `${verbOf(route)} ${templatePath(route.path)}`);
    const written = Object.entries(document.paths).flatMap(([path, item]) => Object.keys(item).map((verb) => `${verb} ${path}`));
    expect(written.sort()).toEqual([...new Set(routed)].sort());
    expect(written.length).toBeGreaterThan(60);
  });

  it('is what OpenAPI 3.1 wants, for administrators and for visitors', async () => {
    expect(mistakesInDocument(document)).toEqual([]);
    expect(mistakesInDocument(await app.get(OpenApi).documentFor(PUBLIC))).toEqual([]);
  });

  it('lets nothing pass unseen but the fields that hold JSON', () => {
    expect(emptySchemas(document)).toEqual([]);
    const registry = app.get(CollectionRegistry);
    const fields = new Set(registry.names.flatMap((name) => [...registry.get(name).fields.values()].flatMap((field) => (field.kind === 'column' && field.type === 'json' ? [field.name] : []))));
    // The key of the settings is ignored and the secret of the second factor refused, whatever they are; a role inside a role is ignored, too.
    // What an item of another program has at some place (`actual`) is whatever was sent with the question.
    const others = new Set(['id', 'tfa_secret', 'role', 'permissions', 'validation', 'actual']);
    const strange = usesOfJson(document).filter((place) => {
      const name = place.match(/properties\/(\w+)(?:\/anyOf\/\d+)?$/)?.[1];
      return !place.endsWith('additionalProperties') && !/^components\/schemas\/Filter\//.test(place) && !(name && (fields.has(name) || others.has(name)));
    });
    expect(strange).toEqual([]);
  });

  it('promises several mistakes at once as they are answered', () => {
    const place = new Contract(document).find('POST', '/users')!;
    const mistakes = [new FailedValidationError({ field: 'email', type: 'required' }), new ForbiddenError()];
    const { status, body } = errorAnswer(mistakes, new Date('2026-11-24T09:00:00Z'));
    expect(new Contract(document).mistakesInAnswer(place, { status, type: 'application/json', body })).toEqual([]);
  });

  it('promises no error that nothing throws: take the code out of error-codes.ts and of the table in error-response.ts', () => {
    const folder = join(__dirname, '../../src');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /(?<!\.spec)\.ts$/.test(file) && !file.startsWith('generated') && !/error-(?:codes|response)\.ts$/.test(file));
    const sources = files.map((file) => readFileSync(join(folder, file), 'utf8')).join();
    const codes = [...JSON.stringify(document.components.schemas).matchAll(/"code":\{"enum":(\[[^\]]*\])/g)].flatMap(([, list]) => JSON.parse(list!) as string[]);
    // What nobody foresaw is thrown by nobody.
    expect([...new Set(codes)].filter((code) => code !== 'INTERNAL_SERVER_ERROR' && !sources.includes(`'${code}'`))).toEqual([]);
    expect(codes).toContain('FORBIDDEN');
  });

  it('has examples that its own schemas accept', () => {
    const contract = new Contract(document);
    const withExample = contract.places.filter(({ operation }) => operation.requestBody);
    expect(withExample.filter(({ operation }) => operation.requestBody!.content['application/json'].example === undefined).map(({ operation }) => operation.operationId)).toEqual([]);
    expect(withExample.flatMap((place) => contract.mistakesInRequest(place, place.operation.requestBody!.content['application/json'].example).map((mistake) => `${place.operation.operationId}: ${mistake}`))).toEqual([]);
  });

  it('calls no operation by the name of another', () => {
    const names = new Contract(document).places.map(({ operation }) => operation.operationId);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('knows which columns are never null: `notNull` in a definition is what the table says', async () => {
    const registry = app.get(CollectionRegistry);
    for (const name of registry.names) {
      const columns = await app.prisma.$queryRawUnsafe<{ name: string; notnull: number | bigint; pk: number | bigint }[]>(`PRAGMA table_info("${name}")`);
      const stored = new Map(columns.map((column) => [column.name, Number(column.notnull) === 1 || Number(column.pk) === 1]));
      const wrong = [...registry.get(name).fields.values()].filter((field) => field.kind === 'column' && !field.concealed && stored.get(field.column ?? field.name) !== (field.notNull ?? false)).map((field) => `${name}.${field.name}`);
      expect(wrong).toEqual([]);
    }
  });
});
