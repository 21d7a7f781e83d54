import { randomInt, randomUUID } from 'node:crypto';
import type { Locator, Page } from 'playwright-core';
import { CollectionRegistry } from '../../src/access/collections/registry';
import { COLLECTIONS } from '../../src/collections';
import { Random } from '../model/random';
import { RandomRule } from '../model/random-rule';
import { ADA, startApp, type TestApp } from '../support/app';
import { bringAxe, violationsOn } from '../support/axe';
import { openBrowser, signIn, type TestBrowser } from '../support/browser';
import { HtmlDoor } from '../support/doors/html-door';
import { RestDoor } from '../support/doors/rest-door';

jest.setTimeout(120_000);

/** RULES_SEED repeats a run. */
const SEED = Number(process.env['RULES_SEED'] ?? randomInt(2 ** 31));
const RULES = 40;

const VERA = { email: 'vera@example.org', password: 'galaxies turn faster than they should' };

describe('building a rule', () => {
  let app: TestApp;
  let browser: TestBrowser;
  let page: Page;
  let policy: string;
  let vera: RestDoor;

  beforeAll(async () => {
    [app, browser] = await Promise.all([startApp(), openBrowser()]);
    const rest = await new RestDoor(app.url).signIn(ADA.email, ADA.password);
    const made = async (path: string, body: unknown) => ((await rest.post(path, body)).data as { id: string }).id;
    const [desk, press] = [await made('/roles', { name: 'Front desk' }), await made('/roles', { name: 'Press' })];
    policy = await made('/policies', { name: 'People' });
    const user = await made('/users', { ...VERA, first_name: 'Vera', role: press });
    await made('/users', { email: 'grace@example.org', first_name: 'Grace', role: desk });
    await made('/users', { email: 'susan@example.org', first_name: 'Susan', role: desk, status: 'suspended' });
    await made('/users', { email: 'alan@example.org', first_name: 'Alan', role: press });
    await rest.post('/access', { policy, user });
    vera = await new RestDoor(app.url).signIn(VERA.email, VERA.password);
    page = (await browser.visit({ baseURL: app.url })).page;
    await signIn(page, ADA);
  });
  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  const json = () => page.locator('textarea[name="rules[0][permissions]"]');
  const builder = () => page.locator('.builder').first();
  const row = (index: number): Locator => builder().locator('.builder__row').nth(index);
  const field = (at: Locator) => at.getByLabel('Field', { exact: true });
  const written = async () => JSON.parse(await json().inputValue()) as unknown;
  const focused = () => page.evaluate('document.activeElement.getAttribute("aria-label")');
  const apply = () => page.locator('.drawer__foot button[type=submit]').click();
  const openCell = async (cell: string) => {
    await page.goto(`/admin/settings/policies/${policy}`);
    await page.getByRole('button', { name: cell }).click();
    await page.getByRole('radio', { name: /^Custom/ }).check();
    await builder().locator('[data-add]').first().waitFor();
  };
  const peopleSeenByVera = async () => ((await vera.get('/users?fields=email&sort=email')).data as { email: string }[] | undefined)?.map(({ email }) => email);

  it('row by row: its JSON is there at once, and the next request through REST obeys it once it is saved', async () => {
    expect(await peopleSeenByVera()).toBeUndefined();
    await openCell('Users, read: none');
    await builder().getByRole('button', { name: 'Add condition' }).click();
    expect(await focused()).toBe('Field');
    await field(row(0)).selectOption('role.');
    await row(0).getByLabel('Field of Role').selectOption('name');
    await row(0).getByLabel('Comparison').selectOption('_icontains');
    await apply();
    await builder().getByText('A condition is not finished').waitFor();
    await row(0).getByLabel('Value').fill('desk');
    expect(await written()).toEqual({ role: { name: { _icontains: 'desk' } } });
    await builder().getByRole('button', { name: 'Add condition' }).click();
    await field(row(1)).selectOption('status');
    await row(1).getByLabel('Comparison').selectOption('_in');
    await row(1).getByRole('checkbox', { name: 'Active' }).check();
    await row(1).getByRole('checkbox', { name: 'Invited' }).check();
    expect(await written()).toEqual({ _and: [{ role: { name: { _icontains: 'desk' } } }, { status: { _in: ['active', 'invited'] } }] });
    await builder().getByRole('button', { name: 'Add group' }).click();
    await field(row(2)).selectOption('id');
    await row(2).getByLabel('Compare with').selectOption('$CURRENT_USER');
    await builder().getByLabel('What has to hold').selectOption('any');
    expect(await written()).toEqual({ _or: [{ role: { name: { _icontains: 'desk' } } }, { status: { _in: ['active', 'invited'] } }, { _or: [{ id: { _eq: '$CURRENT_USER' } }] }] });
    await builder().getByRole('button', { name: 'Remove condition 2' }).click();
    await apply();
    await page.getByRole('button', { name: 'Users, read: custom, not saved' }).waitFor();
    expect(await peopleSeenByVera()).toBeUndefined();
    await page.getByRole('button', { name: /^Save/ }).click();
    await page.getByText('Policy saved.').waitFor();
    expect(await peopleSeenByVera()).toEqual(['grace@example.org', 'susan@example.org', VERA.email]);
  });

  it.each<[string, unknown]>([
    ['a bare value', { status: 'active' }],
    ['both kinds of group, one in the other', { _or: [{ _and: [{ status: { _eq: 'active' } }, { email: { _nnull: true } }] }, { role: { name: { _in: ['a', 'b'] } } }] }],
    ['two bounds on one field, a function and a shifted time', { last_access: { _gt: '$NOW(-1 day)', _lt: '$NOW' }, 'year(last_access)': { _gte: 2020 } }],
    ['variables, a list and a pair', { id: { _neq: '$CURRENT_USER' }, role: { _in: '$CURRENT_ROLES' }, last_access: { _between: ['2026-01-01T00:00', '2026-02-01T00:00'] } }],
    ['a path as deep as it goes', { role: { parent: { parent: { parent: { parent: { name: { _eq: 'x' } } } } } } }],
    ['what is asked of the items of lists', { users: { _some: { status: { _eq: 'active' }, policies: { _none: {} } } }, 'children.name': 'y', 'count(users)': { _gt: 3 } }],
    ['fields of whoever asks', { name: { _eq: '$CURRENT_USER.title' }, description: { _in: ['$CURRENT_ROLE.parent.name', 'a'] } }],
    ['parts that no row can show beside others', { _and: [{ _or: [] }, { name: { _eq: 'x' } }, { users: { _in: [null, 'a'] } }] }],
  ])('shows %s, and leaves the text as it is until something is changed', async (_, rule) => {
    await openCell('Roles, update: none');
    const text = JSON.stringify(rule);
    await json().fill(text);
    await builder().locator('.builder__row').first().waitFor();
    await builder().getByRole('button', { name: 'JSON', exact: true }).click();
    expect(await builder().locator('.builder__row').first().isVisible()).toBe(false);
    await builder().getByRole('button', { name: 'Builder', exact: true }).click();
    expect(await json().inputValue()).toBe(text);
    // A condition that comes and goes leaves all the others as they were spelled.
    const count = await builder().locator('.builder__row').count();
    await builder().locator('[data-add]').last().click();
    await builder().locator('.builder__row').nth(count).waitFor();
    await builder().getByRole('button', { name: /^Remove condition/ }).last().click();
    expect(await builder().locator('.builder__row').count()).toBe(count);
    expect(await written()).toEqual(rule);
  });

  it(`draws whatever rule there is, and changes nothing of it by a condition that comes and goes (seed ${SEED})`, async () => {
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await openCell('Users, update: none');
    const source = new RandomRule(new Random(SEED), new CollectionRegistry(COLLECTIONS));
    for (let count = 0; count < RULES; count += 1) {
      const rule = JSON.parse(JSON.stringify(source.on('directus_users'))) as object;
      await json().fill(JSON.stringify(rule));
      await page.evaluate(`(() => {
        const builder = document.querySelector('.builder');
        const last = (selector) => [...builder.querySelectorAll(selector)].at(-1);
        last('[data-add]').click();
        last('.builder__row .button--icon').click();
      })()`);
      expect({ rule, errors, written: await written() }).toEqual({ rule, errors: [], written: rule });
    }
  });

  it.each<[string, string]>([
    ['half a rule', '{ "status": '],
    ['a list', '[{ "status": "active" }]'],
  ])('keeps %s as JSON and says so', async (_, text) => {
    await openCell('Roles, update: none');
    await json().fill(text);
    await builder().getByText('not JSON yet').waitFor();
    expect(await builder().getByRole('button', { name: 'Builder', exact: true }).isDisabled()).toBe(true);
    expect([await json().inputValue(), await json().isVisible()]).toEqual([text, true]);
    await json().fill('{ "name": { "_eq": "x" } }');
    await builder().getByRole('button', { name: 'Builder', exact: true }).click();
    await row(0).waitFor();
  });

  it('shows what no row can show as JSON in its place, and as rows once it can', async () => {
    await openCell('Roles, update: none');
    await json().fill('{ "_and": [{ "name": { "_eq": "x" } }, { "name": { "_eqq": 1 } }] }');
    await builder().getByRole('button', { name: 'Builder', exact: true }).click();
    await builder().getByText('Stays JSON: “_eqq” is no operator.').waitFor();
    const part = row(1).getByLabel('Condition 2 as JSON');
    await part.fill('{ "name": ');
    await apply();
    await builder().getByText('A condition is not finished').waitFor();
    expect(await focused()).toContain('Condition 2 as JSON');
    await part.fill('{ "name": { "_contains": "y" } }');
    await part.press('Tab');
    expect(await row(1).getByLabel('Value').inputValue()).toBe('y');
    expect(await written()).toEqual({ _and: [{ name: { _eq: 'x' } }, { name: { _contains: 'y' } }] });
  });

  it('goes through relations with the keyboard, to the items of lists and back, and no deeper than a rule may', async () => {
    await openCell('Roles, update: none');
    await builder().locator('[data-add]').press('Enter');
    // A keyboard goes on in the list that it is in, whatever opens beside it.
    for (let step = 0; step < 4; step += 1) await page.keyboard.press('ArrowDown');
    expect([await focused(), await field(row(0)).inputValue()]).toEqual(['Field', 'parent']);
    await field(row(0)).selectOption('parent.');
    expect([await focused(), await row(0).getByLabel('Field of Parent').inputValue()]).toEqual(['Field', 'name']);
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Field of Parent');
    await field(row(0)).selectOption('users');
    expect([await focused(), await row(0).getByLabel('Comparison').inputValue(), await written()]).toEqual(['Field', '_some', { users: { _some: { id: { _eq: '' } } } }]);
    await builder().getByRole('group', { name: 'Condition 1: Users' }).getByRole('group', { name: 'Condition 1' }).getByLabel('Compare with').selectOption('$CURRENT_USER');
    await row(0).getByLabel('Comparison').selectOption('_none');
    expect([await focused(), await written()]).toEqual(['Comparison', { users: { _none: { id: { _eq: '$CURRENT_USER' } } } }]);
    await row(0).getByLabel('What of it').selectOption('count');
    await row(0).getByLabel('Comparison').selectOption('_gt');
    await row(0).getByLabel('Value').fill('3');
    expect(await written()).toEqual({ 'count(users)': { _gt: 3 } });
    await field(row(0)).selectOption('parent.');
    for (const way of ['Parent', 'Parent › Parent', 'Parent › Parent › Parent', 'Parent › Parent › Parent › Parent']) await row(0).getByLabel(`Field of ${way}`, { exact: true }).selectOption('parent.');
    const deepest = row(0).getByLabel('Field of Parent › Parent › Parent › Parent › Parent', { exact: true });
    expect(await deepest.locator('optgroup').count()).toBe(0);
    await row(0).getByLabel('Value').fill('x');
    expect(await written()).toEqual({ parent: { parent: { parent: { parent: { parent: { name: { _eq: 'x' } } } } } } });
  });

  it('offers variables with a sentence about each, their fields, and times from now', async () => {
    await openCell('Users, share: none');
    await builder().getByRole('button', { name: 'Add condition' }).click();
    await field(row(0)).selectOption('title');
    const kind = row(0).getByLabel('Compare with');
    expect(await kind.locator('option').allTextContents()).toEqual(['this value', 'the person themselves', 'a field of the person', 'their role', 'a field of their role']);
    await kind.selectOption('$CURRENT_USER.');
    expect(await kind.evaluate((element) => element.ownerDocument.getElementById(element.getAttribute('aria-describedby')!)!.textContent)).toContain('What whoever asks has in this field');
    await row(0).getByLabel('Their field', { exact: true }).selectOption('role.');
    expect(await written()).toEqual({ title: { _eq: '$CURRENT_USER.role.name' } });
    expect(await row(0).getByLabel('Their field', { exact: true }).locator('option[value=password]').count()).toBe(0);
    await field(row(0)).selectOption('last_access');
    await row(0).getByLabel('Comparison').selectOption('_gt');
    await kind.selectOption('$NOW()');
    await row(0).getByLabel('How much').fill('3');
    await row(0).getByLabel('Of what').selectOption('month');
    expect(await written()).toEqual({ last_access: { _gt: '$NOW(-3 month)' } });
    await row(0).getByLabel('Before or after now').selectOption('');
    expect(await written()).toEqual({ last_access: { _gt: '$NOW(3 month)' } });
    await row(0).getByLabel('What of it').selectOption('year');
    await row(0).getByLabel('Value').fill('2026');
    expect(await written()).toEqual({ 'year(last_access)': { _gt: 2026 } });
    await field(row(0)).selectOption('role');
    await row(0).getByLabel('Value').selectOption('Front desk');
    const [role] = await app.prisma.role.findMany({ where: { name: 'Front desk' } });
    expect(await written()).toEqual({ role: { _eq: role!.id } });
  });

  it.each<[string, { width?: number; colorScheme?: 'dark' }]>([['wide', {}], ['narrow and dark', { width: 390, colorScheme: 'dark' }]])('is accessible with all that it can show, and holds it where it is %s', async (_, options) => {
    const { page: other, context } = await browser.visit({ baseURL: app.url, ...options });
    await bringAxe(context);
    await signIn(other, ADA);
    await other.goto(`/admin/settings/policies/${policy}`);
    await other.getByRole('button', { name: 'Users, update: none' }).click();
    await other.getByRole('radio', { name: /^Custom/ }).check();
    await other.locator('textarea[name="rules[0][permissions]"]').fill(JSON.stringify({
      _and: [
        { role: { parent: { parent: { name: { _icontains: 'desk' } } } } }, { status: { _in: ['active', 'unheard of'] } }, { last_access: { _between: ['$NOW(-30 day)', '2026-01-01T00:00'] } }, { 'hour(last_access)': { _lt: 8 } },
        { policies: { _none: { policy: { name: { _eq: 'People' } }, sort: { _null: true } } } }, { _or: [{ id: { _eq: '$CURRENT_USER' } }, { title: { _eq: '$CURRENT_USER.role.parent.name' } }, { role: { _in: '$CURRENT_ROLES' } }, { _or: [] }] }, { email: { _in: ['a@example.org', 'b@example.org'] } },
      ],
    }));
    await other.locator('textarea[name="rules[0][presets]"]').fill('{ "status": "draft", "email_notifications": false, "tags": ["new"], "title": "$CURRENT_USER.title", "description": null }');
    await other.getByLabel('Condition 4 as JSON').waitFor();
    expect(await violationsOn(other)).toEqual([]);
    expect(await other.locator('.drawer__body').evaluate((body) => body.scrollWidth - body.clientWidth)).toBe(0);
    await context.close();
  });

  it('fills presets in by row: values by the field’s kind, variables, nothing, and JSON beside it; they hold at the next creation', async () => {
    await openCell('Users, create: none');
    const presets = page.locator('.builder[data-label=Presets]');
    const text = page.locator('textarea[name="rules[0][presets]"]');
    const preset = (index: number) => presets.locator('.builder__row').nth(index);
    const add = async (name: string) => {
      await presets.getByRole('button', { name: 'Add preset' }).click();
      await presets.locator('.builder__row').last().getByLabel('Field').selectOption(name);
    };
    await add('status');
    expect(await preset(0).getByLabel('Value').locator('option').allTextContents()).toEqual(['Choose …', 'Draft', 'Invited', 'Unverified', 'Active', 'Suspended', 'Archived']);
    await apply();
    await presets.getByText('A preset is not finished').waitFor();
    await preset(0).getByLabel('Value').selectOption('draft');
    await add('role');
    await preset(1).getByLabel('Value').selectOption('Front desk');
    await add('email_notifications');
    expect(await preset(2).getByRole('switch').isChecked()).toBe(true);
    await preset(2).getByRole('switch').uncheck();
    await add('title');
    await preset(3).getByLabel('Set to').selectOption('$CURRENT_USER.');
    await preset(3).getByLabel('Their field').selectOption('email');
    await add('description');
    await preset(4).getByLabel('Set to').selectOption('nothing');
    await add('tags');
    await preset(5).getByLabel('Value as JSON').fill('["new"]');
    expect(await preset(5).getByLabel('Field').locator('option[value=status], option[value=password], option[value=id]').count()).toBe(0);
    const [desk] = await app.prisma.role.findMany({ where: { name: 'Front desk' } });
    const expected = { status: 'draft', role: desk!.id, email_notifications: false, title: '$CURRENT_USER.email', description: null, tags: ['new'] };
    expect(JSON.parse(await text.inputValue())).toEqual(expected);
    await text.fill(JSON.stringify({ ...expected, location: 'Paris' }));
    expect(await preset(6).getByLabel('Value').inputValue()).toBe('Paris');
    await preset(6).getByRole('button', { name: 'Remove preset 7' }).click();
    expect(JSON.parse(await text.inputValue())).toEqual(expected);
    await apply();
    await page.getByRole('button', { name: 'Users, create: custom, not saved' }).waitFor();
    await page.getByRole('button', { name: /^Save/ }).click();
    await page.getByText('Policy saved.').waitFor();
    const { id, ...stored } = await app.prisma.permission.findFirstOrThrow({ where: { policyId: policy, collection: 'directus_users', action: 'create' } });
    expect(stored.presets).toEqual(expected);
    await app.prisma.permission.delete({ where: { id } });
  });

  it('sends what it shows: yes or no from the first, and no value of the field before', async () => {
    await openCell('Users, share: none');
    await builder().getByRole('button', { name: 'Add condition' }).click();
    await field(row(0)).selectOption('email');
    await row(0).getByLabel('Value').fill('alan@example.org');
    await field(row(0)).selectOption('email_notifications');
    expect([await row(0).getByLabel('Value').inputValue(), await written()]).toEqual(['true', { email_notifications: { _eq: true } }]);
    await row(0).getByLabel('Value').selectOption('false');
    expect(await written()).toEqual({ email_notifications: { _eq: false } });
    await field(row(0)).selectOption('email');
    expect([await row(0).getByLabel('Value').inputValue(), await written()]).toEqual(['', { email: { _eq: '' } }]);
    await apply();
    await builder().getByText('A condition is not finished').waitFor();
    await builder().getByRole('button', { name: 'JSON', exact: true }).click();
    await json().fill('{ "email_notifications": { "_eq": "maybe" } }');
    await builder().getByRole('button', { name: 'Builder', exact: true }).click();
    expect([await row(0).getByLabel('Value').inputValue(), await written()]).toEqual(['maybe', { email_notifications: { _eq: 'maybe' } }]);
  });

  it('types the paths of another program’s collection, and picks fields of ours with a search', async () => {
    await openCell('Users, update: none');
    await page.getByRole('checkbox', { name: /^All fields/ }).uncheck();
    await page.getByLabel('Search fields').fill('name');
    await page.getByRole('button', { name: 'All of the fields shown' }).click();
    await page.getByText(/^2 of \d+$/).waitFor();
    expect(await page.locator('input[name="rules[0][fields][]"]:checked').evaluateAll((boxes) => boxes.map((box) => box.getAttribute('value')))).toEqual(['first_name', 'last_name']);
    await page.keyboard.press('Escape');
    await page.fill('#field-collection', 'articles');
    await page.getByRole('button', { name: 'Add rule' }).click();
    await page.getByRole('radio', { name: /^Custom/ }).check();
    await builder().locator('[data-add]').click();
    await field(row(0)).fill('author.team');
    await row(0).getByLabel('Value').fill('7');
    expect(await written()).toEqual({ author: { team: { _eq: 7 } } });
  });

  it('keeps the place of a keyboard: at the choice that stands, at the rule that was added or is left, and in the end at the cell', async () => {
    const cell = page.locator('[name=step][value="cell:update:directus_users"]');
    const rules = page.locator('dialog[open] fieldset.rule');
    await page.goto(`/admin/settings/policies/${policy}`);
    await cell.press('Enter');
    await page.getByRole('radio', { name: /^None/ }).and(page.locator(':focus')).press('ArrowUp');
    await page.getByRole('radio', { name: /^Custom/ }).and(page.locator(':focus')).waitFor();
    await page.getByRole('button', { name: 'Add another rule' }).press('Enter');
    await rules.nth(1).and(page.locator(':focus')).waitFor();
    await rules.nth(1).getByRole('button', { name: 'Remove this rule' }).press('Enter');
    await rules.nth(1).waitFor({ state: 'detached' });
    await rules.nth(0).and(page.locator(':focus')).waitFor();
    await page.locator('dialog[open] textarea').last().fill('{ "title": "none" }');
    await page.locator('.drawer__foot button[type=submit]').press('Enter');
    await page.locator('.review').waitFor();
    await cell.and(page.locator(':focus')).waitFor();
    await cell.press('Enter');
    await page.getByRole('radio', { name: /^Custom/ }).and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.locator('.review').waitFor({ state: 'detached' });
  });

  it('is possible without JavaScript: a mistake is kept and pointed to, and the saved rule holds at once', async () => {
    const door = new HtmlDoor(app.url);
    await door.signIn(ADA.email, ADA.password);
    const words = () => door.last.document.querySelector('main')!.text.replace(/\s+/g, ' ');
    await door.get(`/admin/settings/policies/${policy}`);
    await door.submit('#policy', {}, 'Users, read: custom');
    const typed = '{ "email":\n  { "_eq" "alan@example.org" } }';
    await door.submit('main form', { 'rules[0][permissions]': typed }, 'Apply');
    expect(door.last.status).toBe(422);
    expect(words()).toContain('line 2, column 11');
    expect(door.last.document.querySelector('textarea[name="rules[0][permissions]"]')!.text.trim()).toBe(typed);
    expect(door.last.document.querySelector('.error-summary a')!.getAttribute('href')).toBe('#field-rules[0][permissions]');
    await door.submit('main form', { 'rules[0][permissions]': '{ "role": { "name": { "_eqq": 1 } } }' }, 'Apply');
    expect([door.last.status, words()]).toEqual([422, expect.stringContaining('permissions.role.name._eqq')]);
    await door.submit('main form', { 'rules[0][permissions]': '{ "email": { "_eq": "alan@example.org" } }' }, 'Apply');
    await door.submit('#policy', {}, 'Save 1');
    expect(words()).toContain('Policy saved');
    expect(await peopleSeenByVera()).toEqual(['alan@example.org']);
  });

  it.each([[`/rule?collection=directus_users&action=fly`], [`/rule?collection=&action=read`], [`/rule?collection=${'x'.repeat(80)}&action=read`]])('does not open %s', async (path) => {
    const door = new HtmlDoor(app.url);
    await door.signIn(ADA.email, ADA.password);
    expect((await door.get(`/admin/settings/policies/${policy}${path}`)).status).toBe(403);
    expect((await door.get(`/admin/settings/policies/${randomUUID()}/rule?collection=directus_users&action=read`)).status).toBe(403);
  });
});
