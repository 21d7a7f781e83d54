// Kills the program at random moments of a role save with staged changes and of an invitation, starts it again, and checks:
// the save is whole or absent, and each invited address gets exactly one mail.
//   node test/faults/crash.mjs [--rounds 200] [--seed 1] [--provider sqlite|postgresql]
// PostgreSQL takes part where TEST_DATABASE_URL names a server. Prints the seed, where the kills fell, and a verdict.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { SMTPServer } from 'smtp-server';
import { simpleParser } from 'mailparser';
import { freePort } from '../support/free-port.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '200' }, seed: { type: 'string', default: String(process.pid) }, provider: { type: 'string' } } });
const rounds = Number(options.rounds);
const ADMIN = { email: 'ada@example.org', password: 'analytical engines dream of numbers' };
const LEASE_MS = 1000;
/** Each process lives for seconds; to compile well what it runs would take longer than to run it. */
const SHORT_LIFE = ['--liftoff-only', '--no-opt'];
const random = seeded(Number(options.seed));

const providers = options.provider ? [options.provider] : process.env.TEST_DATABASE_URL ? ['sqlite', 'postgresql'] : ['sqlite'];
let violations = 0;
for (const provider of providers) violations += await crashRounds(provider);
if (violations > 0) process.exit(1);

async function crashRounds(provider) {
  const folder = mkdtempSync(join(tmpdir(), 'usher-crash-'));
  const sink = await mailSink();
  const database = provider === 'postgresql' ? await newPostgresDatabase() : null;
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const env = {
    ...process.env, NODE_ENV: 'test', HOST: '127.0.0.1', PORT: String(port), PUBLIC_URL: base, DATA_FOLDER: folder, SECRET: 'a secret for the crash rounds, long enough',
    DATABASE_URL: database?.url ?? `file:${join(folder, 'usher.db')}`, ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password, LOG_LEVEL: 'error',
    EMAIL_SMTP_HOST: '127.0.0.1', EMAIL_SMTP_PORT: String(sink.port), MAIL_RETRY_FIRST: '100ms', MAIL_LEASE: `${LEASE_MS}ms`, LIMIT_REQUESTS_A_SECOND: '0',
  };
  const found = { 'before the commit': 0, 'between commit and mail': 0, 'after the mail': 0 };
  const problems = [];
  let server = await start(env, base);
  try {
    const api = await signedIn(base);
    const policies = [];
    const spare = (await api('POST', '/roles', { name: 'Spare' })).id;
    for (const name of ['Write articles', 'Read reports']) policies.push((await api('POST', '/policies', { name })).id);
    // How long after the requests began, and after their answers, a kill may fall: longer after one that fell where it was aimed, shorter after
    // one that came too late, so that a machine of any speed meets both moments about equally often.
    const windowMs = { 'before the commit': 40, 'between commit and mail': 60 };
    // A new mail sets the dispatcher going; otherwise each round would wait for its next look, up to five seconds.
    const nudge = () => api('POST', '/users/invite', { email: `nudge-${randomBytes(6).toString('hex')}@example.org`, role: spare });
    for (let round = 1; round <= rounds; round += 1) {
      const fixture = await roundFixture(api, round, policies);
      sink.delayMs = 150;
      const aim = found['before the commit'] <= found['between commit and mail'] ? 'before the commit' : 'between commit and mail';
      const requests = Promise.allSettled([api('PATCH', `/roles/${fixture.role}`, fixture.save), api('POST', '/users/invite', { email: fixture.invited, role: fixture.role })]);
      if (aim === 'between commit and mail') await requests;
      await pause(random() * windowMs[aim]);
      server.process.kill('SIGKILL');
      await Promise.all([server.ended, requests]);
      const mailedBefore = new Set(sink.received.map((mail) => mail.to));
      sink.delayMs = 0;
      server = await start(env, base);
      const verdict = await verify(api, fixture, sink, nudge);
      problems.push(...verdict.problems.map((problem) => `round ${round}: ${problem}`));
      const owed = verdict.owed;
      const where = owed.length < fixture.addresses.length ? 'before the commit' : owed.some((address) => !mailedBefore.has(address)) ? 'between commit and mail' : 'after the mail';
      found[where] += 1;
      windowMs[aim] *= where === aim ? 1.25 : 0.6;
      await api('DELETE', '/users', verdict.userIds);
    }
  } finally {
    server.process.kill('SIGKILL');
    await server.ended;
    await sink.close();
    await database?.drop();
    rmSync(folder, { recursive: true, force: true });
  }
  const shares = Object.entries(found).map(([where, count]) => `${count} ${where}`).join(', ');
  console.log(`${provider}: ${rounds} rounds with seed ${options.seed}; kills: ${shares}; mails sent twice with one Message-ID: ${sink.repeated()}`);
  for (const where of ['before the commit', 'between commit and mail']) {
    if (rounds >= 10 && found[where] < rounds * 0.3) problems.push(`only ${found[where]} of ${rounds} kills fell ${where}: aim better`);
  }
  for (const problem of problems) console.error(`not ok ${problem}`);
  return problems.length;
}

/** A role, somebody who leaves it, somebody who joins, three people made with the save, three invited beside it. */
async function roundFixture(api, round, policies) {
  const tag = `${round}-${randomBytes(3).toString('hex')}`;
  const role = (await api('POST', '/roles', { name: `Before ${tag}` })).id;
  const leaves = (await api('POST', '/users', { email: `leaves-${tag}@example.org`, role, status: 'active' })).id;
  const joins = (await api('POST', '/users', { email: `joins-${tag}@example.org`, status: 'active' })).id;
  const created = [1, 2, 3].map((n) => `created-${n}-${tag}@example.org`);
  const invited = [1, 2, 3].map((n) => `invited-${n}-${tag}@example.org`);
  return {
    tag, role, leaves, joins, created, invited, addresses: [...created, ...invited],
    save: {
      name: `After ${tag}`,
      users: { create: created.map((email) => ({ email, status: 'invited' })), update: [{ id: joins, role }], delete: [leaves] },
      policies: { create: policies.map((policy) => ({ policy })), update: [], delete: [] },
    },
  };
}

async function verify(api, fixture, sink, nudge) {
  const problems = [];
  const role = await api('GET', `/roles/${fixture.role}?fields=name,policies,users.id,users.email,users.status`);
  const emails = role.users.map((user) => user.email);
  const facts = {
    name: role.name.startsWith('After'),
    policies: role.policies.length === 2,
    created: fixture.created.every((email) => emails.includes(email)),
    joined: role.users.some((user) => user.id === fixture.joins),
    left: !role.users.some((user) => user.id === fixture.leaves),
  };
  const whole = Object.values(facts).every(Boolean);
  const absent = !facts.name && role.policies.length === 0 && !fixture.created.some((email) => emails.includes(email)) && !facts.joined && !facts.left;
  if (!whole && !absent) problems.push(`half a save: ${JSON.stringify(facts)}`);
  const invited = fixture.invited.filter((email) => emails.includes(email));
  if (invited.length !== 0 && invited.length !== fixture.invited.length) problems.push(`half an invitation: ${invited.length} of ${fixture.invited.length}`);
  const owed = [...(whole ? fixture.created : []), ...invited];
  for (const address of owed) {
    if (!(await sink.waitFor(address, nudge))) problems.push(`no mail to ${address}`);
    else if (sink.messageIds(address).size !== 1) problems.push(`${sink.messageIds(address).size} different mails to ${address}`);
  }
  for (const address of fixture.addresses) if (!owed.includes(address) && sink.messageIds(address).size > 0) problems.push(`a mail to ${address}, who does not exist`);
  const activities = await api('GET', `/activity?filter[collection][_eq]=directus_roles&filter[item][_eq]=${fixture.role}&filter[action][_eq]=update&fields=id`);
  if (whole !== activities.length > 0) problems.push(`the save is ${whole ? 'there' : 'absent'} and has ${activities.length} activity rows`);
  return { problems, owed, userIds: [...new Set([...role.users.map((user) => user.id), fixture.leaves, fixture.joins])] };
}

async function start(env, base) {
  const child = spawn(process.execPath, [...SHORT_LIFE, join(root, 'dist/main.js')], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const ended = new Promise((resolve) => child.on('exit', resolve));
  for (let waited = 0; waited < 60_000; waited += 25) {
    if (child.exitCode !== null) throw new Error(`The program ended at its start:\n${output}`);
    const isUp = await fetch(`${base}/server/ping`).then((answer) => answer.ok, () => false);
    if (isUp) return { process: child, ended };
    await pause(25);
  }
  child.kill('SIGKILL');
  throw new Error(`The program did not start in a minute:\n${output}`);
}

/** The session outlives the kills: tokens are rows. */
async function signedIn(base) {
  const send = async (method, path, body, token) => {
    const answer = await fetch(base + path, { method, headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }, body: body === undefined ? undefined : JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text).data : null;
  };
  const { access_token: first } = await send('POST', '/auth/login', { ...ADMIN, mode: 'json' });
  let token = first;
  let until = Date.now() + 10 * 60_000;
  return async (method, path, body) => {
    if (Date.now() > until) {
      token = (await send('POST', '/auth/login', { ...ADMIN, mode: 'json' })).access_token;
      until = Date.now() + 10 * 60_000;
    }
    return send(method, path, body, token);
  };
}

async function mailSink() {
  const received = [];
  const sink = { received, delayMs: 0 };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo: (_address, _session, callback) => setTimeout(callback, sink.delayMs),
    onData: async (stream, session, callback) => {
      // A sender that was killed halfway through has sent nothing.
      const mail = await simpleParser(stream).catch(() => null);
      for (const { address } of mail ? session.envelope.rcptTo : []) received.push({ to: address, messageId: mail.messageId });
      callback();
    },
  });
  server.on('error', () => undefined);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const messageIds = (address) => new Set(received.filter((mail) => mail.to === address).map((mail) => mail.messageId));
  return Object.assign(sink, {
    port: server.server.address().port,
    messageIds,
    repeated: () => received.length - new Set(received.map((mail) => `${mail.to} ${mail.messageId}`)).size,
    waitFor: async (address, nudge) => {
      // A mail that was being sent at the kill is leased; its lease has to run out first.
      for (let waited = 0; waited < 60_000 && messageIds(address).size === 0; waited += 25) {
        await pause(25);
        if (waited % LEASE_MS === LEASE_MS - 25) await nudge();
      }
      return messageIds(address).size > 0;
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  });
}

async function newPostgresDatabase() {
  const server = process.env.TEST_DATABASE_URL;
  const name = `usher_crash_${randomBytes(4).toString('hex')}`;
  const run = async (statement) => {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  await run(`CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** mulberry32: the same seed gives the same moments. */
function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
