// A staff list of the kind that people write: the official client in a browser, on another origin than Usher.
import { createDirectus, authentication, rest, createUser, customEndpoint, deleteUser, inviteUser, readMe, readRoles, readUserPermissions, readUsers } from '@directus/sdk';

/* global USHER_URL, document, localStorage, FormData, Option, addEventListener */
const $ = (id) => document.getElementById(id);
const MODE = 'staff-list.mode';
const TOKENS = 'staff-list.tokens';

/** Tokens in localStorage are the same in every tab: whoever refreshes first gives the others the new ones. */
const shared = {
  get: () => JSON.parse(localStorage.getItem(TOKENS) ?? 'null'),
  set: (tokens) => (tokens ? localStorage.setItem(TOKENS, JSON.stringify(tokens)) : localStorage.removeItem(TOKENS)),
};

/** json: the client keeps tokens and sends them. session: the browser keeps an HttpOnly cookie, no script ever sees a token. */
const clients = {
  json: () => createDirectus(USHER_URL).with(authentication('json', { storage: shared, autoRefresh: true })).with(rest()),
  session: () => createDirectus(USHER_URL).with(authentication('session', { credentials: 'include', autoRefresh: true })).with(rest({ credentials: 'include' })),
};

let client = null;

async function start() {
  const mode = localStorage.getItem(MODE);
  if (!mode) return show('sign-in');
  client = clients[mode]();
  await attempt(async () => {
    await load();
    show('staff');
  });
}

async function signIn(form) {
  const { email, password, mode } = Object.fromEntries(new FormData(form));
  client = clients[mode]();
  await client.login({ email, password });
  localStorage.setItem(MODE, mode);
  form.reset();
  await load();
  show('staff');
}

async function signOut() {
  await client.logout();
  forget();
}

/** What the caller may do decides what is offered; whatever they try all the same is refused by Usher. */
async function load() {
  const me = await client.request(readMe({ fields: ['id', 'email', 'first_name'] }));
  $('me').textContent = me.email ?? me.id;
  const { directus_users: rights } = await client.request(readUserPermissions());
  const mayCreate = Boolean(rights) && rights.create.access !== 'none';
  $('create').hidden = $('invite').hidden = !mayCreate;
  if (mayCreate) {
    const roles = await client.request(readRoles({ fields: ['id', 'name'], sort: ['name'] }));
    $('invite').elements.role.replaceChildren(...roles.map(({ id, name }) => new Option(name, id)));
  }
  await list();
}

async function list() {
  const search = $('search').value;
  const users = await client.request(readUsers({ fields: ['id', 'first_name', 'last_name', 'email', 'status', { role: ['name'] }], sort: ['email'], limit: 50, ...(search && { search }) }));
  const deletable = await mayDelete(users.map(({ id }) => id));
  $('rows').replaceChildren(...users.map((user) => row(user, deletable.has(user.id))));
  $('count').textContent = users.length === 1 ? '1 person' : `${users.length} people`;
}

/** One question for the whole page: which of these people may be deleted? */
async function mayDelete(ids) {
  if (ids.length === 0) return new Set();
  const checks = ids.map((item) => ({ collection: 'directus_users', action: 'delete', item }));
  const answers = await client.request(customEndpoint({ method: 'POST', path: '/access/check', body: JSON.stringify(checks) }));
  return new Set(ids.filter((_, index) => answers[index].allowed));
}

function row({ id, first_name, last_name, email, status, role }, isDeletable) {
  const line = document.createElement('tr');
  const cells = [[first_name, last_name].filter(Boolean).join(' '), email, status, role?.name ?? ''];
  line.append(...cells.map((text) => Object.assign(document.createElement('td'), { textContent: text ?? '' })));
  const last = line.insertCell();
  if (isDeletable) {
    const button = Object.assign(document.createElement('button'), { type: 'button', textContent: 'Delete', ariaLabel: `Delete ${email}` });
    button.addEventListener('click', () => attempt(async () => {
      await client.request(deleteUser(id));
      say(`${email} is deleted.`);
      await list();
    }));
    last.append(button);
  }
  return line;
}

function show(part) {
  for (const id of ['sign-in', 'staff']) $(id).hidden = id !== part;
}

function forget() {
  localStorage.removeItem(MODE);
  localStorage.removeItem(TOKENS);
  client = null;
  show('sign-in');
}

function say(text, isBad = false) {
  $('message').textContent = text;
  $('message').classList.toggle('bad', isBad);
}

/** A 401 means that the session has ended, here or in another tab; everything else is told as it is. */
async function attempt(action) {
  try {
    await action();
  } catch (error) {
    const wasSignedIn = !$('staff').hidden || $('sign-in').hidden;
    if (error?.response?.status === 401 && wasSignedIn) {
      forget();
      return say('Your session has ended. Sign in again.', true);
    }
    say(error?.errors?.[0]?.message ?? 'The directory cannot be reached.', true);
  }
}

function onSubmit(id, action) {
  $(id).addEventListener('submit', (event) => {
    event.preventDefault();
    say('');
    void attempt(() => action(event.target));
  });
}

onSubmit('sign-in', signIn);
onSubmit('create', async (form) => {
  const { first_name, email } = Object.fromEntries(new FormData(form));
  await client.request(createUser({ first_name: first_name || null, email }));
  form.reset();
  say(`${email} is on the list.`);
  await list();
});
onSubmit('invite', async (form) => {
  const { email, role } = Object.fromEntries(new FormData(form));
  await client.request(inviteUser(email, role));
  form.reset();
  say(`${email} is invited.`);
  await list();
});
$('sign-out').addEventListener('click', () => attempt(signOut));
$('reload').addEventListener('click', () => attempt(list));
$('search').addEventListener('change', () => attempt(list));
// Signed out in another tab: this one follows at once. Signed in there: this one comes along.
addEventListener('storage', ({ key, newValue }) => {
  if (key !== MODE) return;
  if (newValue) void start();
  else forget();
});

void start();
