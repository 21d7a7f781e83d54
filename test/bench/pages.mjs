// How long pages take where ten thousand people are in a role, beside the same page of a role without anybody.
import { idOf } from './directory.mjs';
import { fillDatabase } from './fill.mjs';
import { number, table, times } from './report.mjs';
import { ADMIN, signIn, startUsher } from './servers.mjs';

const FULL = { id: idOf('full role'), name: 'Ten thousand', icon: 'groups', description: null };
const EMPTY = { id: idOf('empty role'), name: 'Nobody', icon: 'groups', description: null };
const SAMPLES = 15;

export async function measurePages({ url, folder, users, stops }) {
  const usher = await startUsher(url, folder);
  stops.push(() => usher.stop());
  const api = await signIn(usher.base, ADMIN);
  await api('POST', '/roles', [FULL, EMPTY]);
  await fillDatabase(url, { users, roles: [FULL], own: true });
  const cookie = await sessionCookie(usher.base);
  const role = ({ id }) => `/admin/settings/roles/${id}`;
  const pages = [
    ['role page', (of) => role(of)],
    ['role page, page 100', (of) => `${role(of)}?page=100`],
    ['role page, search', (of) => `${role(of)}?search=lovelace`],
    ['add existing', (of) => `${role(of)}/add-existing`],
    ['add existing, search', (of) => `${role(of)}/add-existing?search=lovelace`],
    ['users in the role', (of) => `/admin/users?role=${of.id}`],
    ['users by name', () => '/admin/users?sort=name'],
    ['users by role', () => '/admin/users?sort=role'],
    ['active users', () => '/admin/users?status=active'],
    ['active users in the role', (of) => `/admin/users?status=active&role=${of.id}`],
    ['users by last access', () => '/admin/users?sort=-last_access'],
    ['users by e-mail, page 100', () => '/admin/users?sort=email&page=100'],
    ['users, search', () => '/admin/users?search=ada+love'],
    ['roles', () => '/admin/settings/roles'],
    ['invitations', () => '/admin/invitations'],
    ['outbox', () => '/admin/outbox'],
    ['activity', () => '/admin/activity'],
  ];
  const rows = [];
  for (const [name, path] of pages) {
    const [full, empty] = [await median(usher.base, path(FULL), cookie), await median(usher.base, path(EMPTY), cookie)];
    rows.push([name, number(full), path(FULL) === path(EMPTY) ? '' : number(empty), path(FULL) === path(EMPTY) ? '' : times(full, empty)]);
  }
  console.log(`\n${table([`page (${users.toLocaleString('en-US')} people)`, 'median ms', 'empty role, ms', 'ratio'], rows)}`);
}

async function median(base, path, cookie) {
  const samples = [];
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    const started = performance.now();
    const response = await fetch(`${base}${path}`, { headers: { cookie }, redirect: 'manual' });
    await response.text();
    if (response.status !== 200) throw new Error(`${path}: ${response.status}`);
    samples.push(performance.now() - started);
  }
  return samples.sort((a, b) => a - b)[Math.floor(SAMPLES / 2)];
}

async function sessionCookie(base) {
  const response = await fetch(`${base}/auth/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ...ADMIN, mode: 'session' }) });
  if (!response.ok) throw new Error(`signing in: ${response.status} ${await response.text()}`);
  return response.headers.getSetCookie().map((line) => line.split(';')[0]).join('; ');
}
