// Starts what is measured, each as a process of its own, and makes it ready to be asked.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../support/free-port.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

export const ADMIN = { email: 'admin@example.org', password: 'one two buckle my shoe, three four' };

/** `isProfiled`: takes the messages of profiler.mjs. */
export async function startUsher(databaseUrl, folder, isProfiled = false) {
  const port = await freePort();
  const env = {
    PATH: process.env.PATH, NODE_ENV: 'production', HOST: '127.0.0.1', PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}`, DATA_FOLDER: folder, DATABASE_URL: databaseUrl,
    SECRET: 'a secret for the bench that is long enough', ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password, LOG_LEVEL: 'error',
  };
  return start([...(isProfiled ? ['--import', join(root, 'test/bench/profiler.mjs')] : []), join(root, 'dist/main.js')], port, env, '/server/ping');
}

export async function startBare(databaseUrl, listedRole) {
  const port = await freePort();
  return start([join(root, 'test/bench/bare-server.mjs'), databaseUrl, String(port)], port, { PATH: process.env.PATH, NODE_ENV: 'production', LISTED_ROLE: listedRole }, '/roles');
}

async function start(args, port, env, knock) {
  const started = performance.now();
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  let gone = false;
  void ended.then(() => (gone = true));
  while (!(await answers(`http://127.0.0.1:${port}${knock}`))) {
    if (gone) throw new Error(`${args.join(' ')} ended before it answered`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    pid: child.pid, host: '127.0.0.1', port, base: `http://127.0.0.1:${port}`, startMs: performance.now() - started,
    tell: (message) => child.send(message),
    /** Resident memory in MB, where the system tells it. */
    memory: () => residentMegabytes(child.pid),
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function answers(url) {
  try {
    await (await fetch(url)).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

/** Seconds of processor time that a process has used, where the system tells it: unlike a clock it does not count who else is busy. */
export function processorSeconds(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return NaN;
  }
}

function residentMegabytes(pid) {
  try {
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024);
  } catch {
    return null;
  }
}

/** A door to a server of the dialect for its administrator. */
export async function signIn(base, { email, password }) {
  const { access_token: token } = await call(base, null)('POST', '/auth/login', { email, password });
  return call(base, token);
}

function call(base, token) {
  return async (method, path, body) => {
    const response = await fetch(`${base}${path}`, { method, headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...(body === undefined ? {} : { 'content-type': 'application/json' }) }, body: body === undefined ? undefined : JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
    return text === '' ? null : JSON.parse(text).data;
  };
}

/**
 * Roles, a limited reader with a row rule, and static tokens, made through the server's own door. `reader` is null where the server
 * takes no row rule.
 */
export async function prepare(api, roles, listedRole) {
  const tokens = { admin: randomBytes(24).toString('hex'), reader: randomBytes(24).toString('hex') };
  await api('POST', '/roles', roles);
  await api('PATCH', '/users/me', { token: tokens.admin });
  try {
    const policy = await api('POST', '/policies', { name: 'Read one department', admin_access: false, app_access: false });
    await api('POST', '/permissions', [
      { policy: policy.id, collection: 'directus_users', action: 'read', fields: ['id', 'first_name', 'last_name', 'email', 'status', 'role'], permissions: { _or: [{ role: { _eq: listedRole } }, { id: { _eq: '$CURRENT_USER' } }] } },
      { policy: policy.id, collection: 'directus_roles', action: 'read', fields: ['id', 'name'] },
    ]);
    const role = await api('POST', '/roles', { name: 'Limited readers', policies: { create: [{ policy: policy.id }] } });
    await api('POST', '/users', { email: `reader.${tokens.reader.slice(0, 8)}@example.org`, status: 'active', role: role.id, token: tokens.reader });
  } catch (error) {
    console.warn(`No limited reader: ${error.message}`);
    tokens.reader = null;
  }
  return tokens;
}
