import { randomUUID } from 'node:crypto';
import type { Locator, Page } from 'playwright-core';
import { ADA, startApp, type TestApp } from '../support/app';
import { openBrowser, signIn, type TestBrowser } from '../support/browser';
import { HtmlDoor } from '../support/doors/html-door';
import { RestDoor } from '../support/doors/rest-door';

jest.setTimeout(120_000);

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
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe('Field');
    await row(0).getByLabel('Field').selectOption('role.name');
    await row(0).getByLabel('Comparison').selectOption('_icontains');
    await apply();
    await builder().getByText('A condition is not finished').waitFor();
    await row(0).getByLabel('Value').fill('desk');
    expect(JSON.parse(await json().inputValue())).toEqual({ role: { name: { _icontains: 'desk' } } });
    await builder().getByRole('button', { name: 'Add condition' }).click();
    await row(1).getByLabel('Field').selectOption('status');
    await row(1).getByLabel('Comparison').selectOption('_in');
    await row(1).getByLabel('Values, one a line').fill('active\ninvited');
    expect(JSON.parse(await json().inputValue())).toEqual({ _and: [{ role: { name: { _icontains: 'desk' } } }, { status: { _in: ['active', 'invited'] } }] });
    await builder().getByRole('button', { name: 'Add group' }).click();
    await row(2).getByLabel('Field').selectOption('id');
    await row(2).getByLabel('Compare with').selectOption('$CURRENT_USER');
    await builder().getByLabel('What has to hold').selectOption('any');
    expect(JSON.parse(await json().inputValue())).toEqual({ _or: [{ role: { name: { _icontains: 'desk' } } }, { status: { _in: ['active', 'invited'] } }, { _or: [{ id: { _eq: '$CURRENT_USER' } }] }] });
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
    ['a deep path', { role: { parent: { name: { _eq: 'x' } } } }],
  ])('shows %s, and leaves the text as it is until something is changed', async (_, rule) => {
    await openCell('Roles, update: none');
    const text = JSON.stringify(rule);
    await json().fill(text);
    await builder().locator('.builder__row').first().waitFor();
    await builder().getByRole('button', { name: 'JSON', exact: true }).click();
    expect(await builder().locator('.builder__row').first().isVisible()).toBe(false);
    await builder().getByRole('button', { name: 'Builder', exact: true }).click();
    expect(await json().inputValue()).toBe(text);
    // A condition that comes and goes changes the spelling, not what is meant.
    const count = await builder().locator('.builder__row').count();
    await builder().locator('[data-add]').last().click();
    await builder().locator('.builder__row').nth(count).waitFor();
    await builder().getByRole('button', { name: /^Remove condition/ }).last().click();
    expect(await builder().locator('.builder__row').count()).toBe(count);
    expect(valuesIn(JSON.parse(await json().inputValue()))).toEqual(valuesIn(rule));
  });

  it.each<[string, string, RegExp]>([
    ['several items', '{ "users": { "_some": { "status": { "_eq": "active" } } } }', /“_some” looks at several items\. It stays JSON/],
    ['an empty group', '{ "_or": [] }', /“_or” is empty/],
    ['an operator that is none', '{ "status": { "_eqq": 1 } }', /“_eqq” is no operator/],
    ['half a rule', '{ "status": ', /not JSON yet/],
  ])('keeps %s as JSON and says so', async (_, text, words) => {
    await openCell('Roles, update: none');
    await json().fill(text);
    await builder().getByText(words).waitFor();
    expect(await builder().getByRole('button', { name: 'Builder', exact: true }).isDisabled()).toBe(true);
    expect([await json().inputValue(), await json().isVisible()]).toEqual([text, true]);
    await json().fill('{ "name": { "_eq": "x" } }');
    await builder().getByRole('button', { name: 'Builder', exact: true }).click();
    await row(0).waitFor();
  });

  it('sends what it shows: yes or no from the first, and no value of the field before', async () => {
    await openCell('Users, share: none');
    await builder().getByRole('button', { name: 'Add condition' }).click();
    await row(0).getByLabel('Field').selectOption('email');
    await row(0).getByLabel('Value').fill('alan@example.org');
    await row(0).getByLabel('Field').selectOption('email_notifications');
    expect([await row(0).getByLabel('Value').inputValue(), JSON.parse(await json().inputValue())]).toEqual(['true', { email_notifications: { _eq: true } }]);
    await row(0).getByLabel('Value').selectOption('false');
    expect(JSON.parse(await json().inputValue())).toEqual({ email_notifications: { _eq: false } });
    await row(0).getByLabel('Field').selectOption('email');
    expect([await row(0).getByLabel('Value').inputValue(), JSON.parse(await json().inputValue())]).toEqual(['', { email: { _eq: '' } }]);
    await apply();
    await builder().getByText('A condition is not finished').waitFor();
    await builder().getByRole('button', { name: 'JSON', exact: true }).click();
    await json().fill('{ "email_notifications": { "_eq": "maybe" } }');
    await builder().getByRole('button', { name: 'Builder', exact: true }).click();
    expect([await row(0).getByLabel('Value').inputValue(), JSON.parse(await json().inputValue())]).toEqual(['maybe', { email_notifications: { _eq: 'maybe' } }]);
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
    await row(0).getByLabel('Field').fill('author.team');
    await row(0).getByLabel('Value').fill('7');
    expect(JSON.parse(await json().inputValue())).toEqual({ author: { team: { _eq: 7 } } });
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

/** Every value of a rule, whatever the spelling around it. */
function valuesIn(rule: unknown): unknown[] {
  return typeof rule === 'object' && rule !== null ? Object.values(rule).flatMap(valuesIn) : [rule];
}
