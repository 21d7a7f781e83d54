import type { Page } from 'playwright-core';
import { ADA, startApp, type TestApp } from '../support/app';
import { openBrowser, signIn, type TestBrowser } from '../support/browser';
import { HtmlDoor } from '../support/doors/html-door';

const PEOPLE = 10_000;
const PASSWORD = 'correct horse battery staple';

interface Row {
  readonly id: string;
  readonly roleId: string | null;
  readonly email: string | null;
  readonly status: string;
}

/** The whole scenario of the issue: ten thousand people in one role, staged edits from several places, one save. */
describe.each([
  ['without JavaScript', false],
  ['with JavaScript', true],
])('the role page %s', (_name, javaScript) => {
  let app: TestApp;
  let browser: TestBrowser;
  let page: Page;
  let roleId: string;
  let viewersId: string;

  beforeAll(async () => {
    [app, browser] = [await startApp({ env: { LIMIT_REQUESTS_A_SECOND: '0' } }), await openBrowser()];
    roleId = await makeRole(app, 'Authors');
    viewersId = await makeRole(app, 'Viewer');
    await fill(app, roleId, 'person', PEOPLE);
    await fill(app, viewersId, 'viewer', 120);
    await fill(app, null, 'nobody', 30);
    page = (await browser.visit({ javaScript, baseURL: app.url })).page;
    await signIn(page, ADA);
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  it('stages on page 1, on a searched page 73, in both drawers; survives back and reload; saves exactly that', async () => {
    const before = await rows(app);
    const activitiesBefore = await app.prisma.activity.count();

    await page.goto(`/admin/settings/roles/${roleId}`);
    await button(page, 'Remove Person 00001 from this role').click();
    await button(page, 'Undo removing Person 00001').waitFor();

    await page.getByRole('searchbox', { name: 'Search users in this role' }).fill('person');
    await button(page, 'Search').click();
    await page.getByText('1 to 25 of over 1,000').waitFor();
    await page.goto(withParameter(page.url(), 'page', '73'));
    await page.getByText('1,801 to 1,825 of over 2,000').waitFor();
    await button(page, 'Remove Person 01805 from this role').click();
    await button(page, 'Undo removing Person 01805').waitFor();
    await page.getByText('1,801 to 1,825 of over 2,000').waitFor();
    // What was staged on page 1 stands on top here.
    await button(page, 'Undo removing Person 00001').waitFor();

    await createNew(page, { first: 'Katherine', last: 'Johnson', email: 'katherine@example.org', way: 'Send an invitation' });
    await page.getByText('New, invited when saved').waitFor();
    await createNew(page, { first: 'Dorothy', last: 'Vaughan', email: 'dorothy@example.org', way: 'Set a password now' });
    await page.getByText('New, not saved').waitFor();

    await button(page, 'Add Existing').click();
    for (let at = 2; at <= 5; at += 1) {
      await drawer(page).getByRole('button', { name: 'Next' }).click();
      await drawer(page).getByText(`${(at - 1) * 20 + 1} to ${at * 20} of 151`).waitFor();
    }
    const offered = drawer(page).locator('.pick');
    for (const index of [0, 7, 19]) await offered.nth(index).getByRole('checkbox').check();
    const chosen = await Promise.all([0, 7, 19].map((index) => offered.nth(index).getByRole('checkbox').getAttribute('value')));
    await drawer(page).locator('.drawer__foot [data-save]').click();
    await page.getByText('Joins from Viewer').first().waitFor();

    await page.goto('/admin/settings/roles');
    await page.goBack();
    await page.reload();
    await page.getByText('7 unsaved changes.').waitFor();
    await page.getByText('5 people join, 2 leave.').waitFor();
    expect(await rows(app)).toEqual(before);
    expect(await app.prisma.activity.count()).toBe(activitiesBefore);

    await button(page, 'Save, 7 unsaved changes').click();
    await page.getByText('Saved. 5 people joined, 2 left.').waitFor();

    const after = await rows(app);
    const old = new Map(before.map((row) => [row.id, row]));
    const changed = after.filter((row) => old.has(row.id) && JSON.stringify(old.get(row.id)) !== JSON.stringify(row));
    expect(changed.map(({ id, roleId: role }) => [id, role]).sort()).toEqual([['person-00001', null], ['person-01805', null], ...chosen.map((id) => [id, roleId])].sort());
    expect(after.filter((row) => !old.has(row.id)).map(({ email, status, roleId: role }) => [email, status, role]).sort()).toEqual([
      ['dorothy@example.org', 'active', roleId],
      ['katherine@example.org', 'invited', roleId],
    ]);
    const events = await app.prisma.activity.findMany({ skip: activitiesBefore, orderBy: { id: 'asc' } });
    expect(events.map(({ event }) => event).sort()).toEqual(
      ['user.created', 'user.created', 'invitation.sent', ...chosen.map(() => 'user.moved_to_role'), 'user.removed_from_role', 'user.removed_from_role'].sort(),
    );
    expect(await app.prisma.draft.count()).toBe(0);
    expect(await app.prisma.outboxMail.count()).toBe(1);
  }, 120_000);

  it('puts one page of people on each of its pages, however many there are', async () => {
    const door = new HtmlDoor(app.url);
    await door.signIn(ADA.email, ADA.password);
    await door.get(`/admin/settings/roles/${roleId}`);
    await door.submit('#role', {}, 'Remove Person 00003 from this role');
    const draft = new URL(door.last.path, app.url).searchParams.get('draft')!;
    const shown = async (path: string) => {
      expect((await door.get(`/admin/settings/roles${path}`)).status).toBe(200);
      return ['.person', '.pick'].map((row) => door.last.document.querySelectorAll(row).length);
    };
    expect(await shown('')).toEqual([0, 0]);
    expect(await shown(`/${roleId}?draft=${draft}`)).toEqual([25, 0]);
    // Whoever is to leave stands on top where they are not among the others.
    expect(await shown(`/${roleId}?draft=${draft}&search=person&page=73`)).toEqual([26, 0]);
    expect(await shown(`/${roleId}/review?draft=${draft}`)).toEqual([0, 0]);
    expect(await shown(`/${roleId}/add-existing?draft=${draft}&page=5`)).toEqual([0, 20]);
    expect(await shown(`/${roleId}/create-new?draft=${draft}`)).toEqual([0, 0]);
    await door.get(`/admin/settings/roles/${roleId}?draft=${draft}`);
    await door.submit('#role', {}, 'Discard');
  });

  it('keeps what was typed on whatever button is pressed, and says what it was', async () => {
    await page.goto(`/admin/settings/roles/${roleId}`);
    await page.getByLabel('Name', { exact: true }).fill('Editors');
    await button(page, 'Next').click();
    await page.getByText('26 to 50 of').waitFor();
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Editors');
    await page.getByText('Was “Authors”, not saved yet').waitFor();
    await button(page, 'Discard').click();
    await page.getByText('Your staged changes are discarded').waitFor();
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Authors');
  });

  it('leaves each page of its people to the Back button, with what is staged', async () => {
    await page.goto(`/admin/settings/roles/${roleId}`);
    await button(page, 'Remove Person 00002 from this role').click();
    await button(page, 'Undo removing Person 00002').waitFor();
    await page.getByLabel('Name', { exact: true }).fill('Scribes');
    await button(page, 'Next').click();
    await page.getByText('26 to 50 of').waitFor();
    await page.getByRole('searchbox', { name: 'Search users in this role' }).fill('Person 090');
    if (javaScript) await page.getByRole('searchbox', { name: 'Search users in this role' }).press('Enter');
    else await button(page, 'Search').click();
    await page.getByText('1 to 25 of 100', { exact: true }).waitFor();
    await page.goBack();
    await page.getByText('26 to 50 of').waitFor();
    await page.goBack();
    await page.getByText('1 to 25 of').waitFor();
    expect(new URL(page.url()).pathname).toBe(`/admin/settings/roles/${roleId}`);
    // The server keeps what is staged; without a script, the browser shows the page as it was.
    if (!javaScript) await page.reload();
    await page.getByText('2 unsaved changes.').waitFor();
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Scribes');
    await button(page, 'Discard').click();
    await page.getByText('Your staged changes are discarded').waitFor();
  });

  it('shows a mistake on the same page, with everything typed and staged, and a way to the field', async () => {
    await page.goto(`/admin/settings/roles/${roleId}`);
    await button(page, 'Remove Person 00002 from this role').click();
    await button(page, 'Undo removing Person 00002').waitFor();
    await page.getByLabel('Name', { exact: true }).fill('');
    await page.getByLabel('Description').fill('Kept through the mistake');
    await page.locator('[data-save]').click();
    const link = page.getByRole('link', { name: 'Name is missing. Enter it.' });
    await link.waitFor();
    expect(await page.getByLabel('Description').inputValue()).toBe('Kept through the mistake');
    await button(page, 'Undo removing Person 00002').waitFor();
    await link.click();
    expect(javaScript ? await page.locator(':focus').getAttribute('id') : page.url()).toMatch(/field-name$/);
    expect((await app.prisma.role.findUniqueOrThrow({ where: { id: roleId } })).name).toBe('Authors');
    await button(page, 'Discard').click();
    await page.getByText('Your staged changes are discarded').waitFor();
  });

  it('points at the new person whose address was taken meanwhile, and lets it be corrected', async () => {
    await page.goto(`/admin/settings/roles/${viewersId}`);
    await createNew(page, { first: 'Mary', last: 'Jackson', email: 'mary@example.org', way: 'Send an invitation' });
    await page.getByText('New, invited when saved').waitFor();
    await app.prisma.user.create({ data: { id: `mary-${String(javaScript)}`, email: 'mary@example.org', emailKey: 'mary@example.org' } });
    await page.locator('[data-save]').first().click();
    await page.getByRole('link', { name: /Mary Jackson: E-mail address is already in use/ }).waitFor();
    await button(page, 'Mary Jackson').click();
    await drawer(page).getByLabel('E-mail address').fill('mary.jackson@example.org');
    await drawer(page).locator('.drawer__foot [data-save]').click();
    await page.getByText('mary.jackson@example.org').waitFor();
    await page.locator('[data-save]').first().click();
    await page.getByText('Saved. 1 person joined.').waitFor();
    expect(await app.prisma.user.findFirst({ where: { emailKey: 'mary.jackson@example.org' } })).toMatchObject({ roleId: viewersId, status: 'invited' });
  });

  it('shows another administrator’s change of the same thing, and applies mine on top when told to', async () => {
    await page.goto(`/admin/settings/roles/${viewersId}`);
    await page.getByLabel('Name', { exact: true }).fill('Readers');
    await page.keyboard.press('Enter');
    await page.getByText('1 unsaved change.').waitFor();
    await app.prisma.role.update({ where: { id: viewersId }, data: { name: 'Watchers' } });
    await page.locator('[data-save]').first().click();
    await page.getByRole('heading', { name: 'Watchers changed meanwhile' }).waitFor();
    await page.getByRole('group', { name: 'What changed meanwhile' }).and(page.locator(':focus')).waitFor();
    expect((await app.prisma.role.findUniqueOrThrow({ where: { id: viewersId } })).name).toBe('Watchers');
    await button(page, 'Apply mine on top and save').click();
    await page.getByText(/^Saved\./).waitFor();
    expect((await app.prisma.role.findUniqueOrThrow({ where: { id: viewersId } })).name).toBe('Readers');
  });
});

async function createNew(page: Page, person: { first: string; last: string; email: string; way: string }): Promise<void> {
  await button(page, 'Create New').click();
  const form = drawer(page);
  await form.getByLabel('First name').fill(person.first);
  await form.getByLabel('Last name').fill(person.last);
  await form.getByLabel('E-mail address').fill(person.email);
  await form.getByLabel(person.way).check();
  if (person.way === 'Set a password now') await form.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await form.locator('.drawer__foot [data-save]').click();
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const drawer = (page: Page) => page.locator('.drawer__form');

function withParameter(url: string, name: string, value: string): string {
  const address = new URL(url);
  address.searchParams.set(name, value);
  address.hash = '';
  return address.href;
}

async function makeRole(app: TestApp, name: string): Promise<string> {
  const id = `00000000-0000-4000-8000-${name.toLowerCase().padEnd(12, '0').slice(0, 12).replace(/[^0-9a-f]/g, 'a')}`;
  await app.prisma.role.create({ data: { id, name } });
  return id;
}

async function fill(app: TestApp, roleId: string | null, word: string, count: number): Promise<void> {
  const people = Array.from({ length: count }, (_, index) => {
    const number = String(index + 1).padStart(5, '0');
    const email = `${word}${number}@example.org`;
    return { id: `${word}-${number}`, first_name: `${word[0]!.toUpperCase()}${word.slice(1)} ${number}`, email, email_key: email, role: roleId, status: 'active' };
  });
  const columns = ['id', 'first_name', 'email', 'email_key', 'role', 'status'];
  await app.prisma.$executeRawUnsafe(`INSERT INTO directus_users (${columns.join(', ')}) SELECT ${columns.map((column) => `value ->> '${column}'`).join(', ')} FROM json_each(?)`, JSON.stringify(people));
}

async function rows(app: TestApp): Promise<Row[]> {
  return app.prisma.user.findMany({ select: { id: true, roleId: true, email: true, status: true }, orderBy: { id: 'asc' } });
}
