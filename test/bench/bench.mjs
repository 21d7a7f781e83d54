// Load of Usher, of a bare server on the same tables, and of another server of the same dialect, in turn, case by case.
//   npm run bench -- [--users 10000] [--database sqlite|postgresql] [--seconds 3] [--warm-up 8] [--connections 16] [--only me,search] [--skip-writes]
//                    [--peer http://127.0.0.1:4501 --peer-email … --peer-password … [--peer-database file:/…|postgresql://…] [--peer-pid …]]
//                    [--pages] [--profile]
// Requests a second tell of a quiet machine; requests a second of the server's own processor time also of a busy one.
// With --peer-database the people are put in by SQL, otherwise through the peer's own door. --pages measures the pages instead. --profile tells
// where Usher's time goes in each case.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from '../../bin/build.mjs';
import { startPostgres } from '../support/postgres.mjs';
import { CASES, firstOf, requestsOf } from './cases.mjs';
import { LISTED_ROLE, ROLES } from './directory.mjs';
import { fillDatabase, fillThroughDoor } from './fill.mjs';
import { failuresIn, load } from './load.mjs';
import { measurePages } from './pages.mjs';
import { printProfile } from './profile.mjs';
import { number, percent, table, times } from './report.mjs';
import { ADMIN, prepare, processorSeconds, signIn, startBare, startUsher } from './servers.mjs';

const { values: options } = parseArgs({
  options: {
    users: { type: 'string', default: '10000' }, database: { type: 'string', default: 'sqlite' }, seconds: { type: 'string', default: '3' }, 'warm-up': { type: 'string', default: '8' }, connections: { type: 'string', default: '16' },
    only: { type: 'string' }, 'skip-writes': { type: 'boolean' }, peer: { type: 'string' }, 'peer-email': { type: 'string', default: 'admin@example.com' }, 'peer-password': { type: 'string' },
    'peer-database': { type: 'string' }, 'peer-pid': { type: 'string' }, pages: { type: 'boolean' }, profile: { type: 'boolean' },
  },
});
const users = Number(options.users);
const seconds = Number(options.seconds);
const connections = Number(options.connections);
const scratch = mkdtempSync(join(tmpdir(), 'usher-bench-'));
const stops = [];
const profile = join(scratch, 'usher.cpuprofile');

try {
  await build();
  const url = await databaseUrl();
  if (options.pages) await measurePages({ url, folder: scratch, users, stops });
  else await measureLoad(url);
} finally {
  for (const stop of stops.reverse()) await stop();
  rmSync(scratch, { recursive: true, force: true });
}

async function measureLoad(url) {
  const usher = await startUsher(url, scratch, options.profile);
  stops.push(() => usher.stop());
  const servers = [{ name: 'Usher', ...(await filled(usher, ADMIN, (roles) => fillDatabase(url, { users, roles, own: true }))) }];
  const idle = usher.memory();
  const bare = await startBare(url, LISTED_ROLE.id);
  stops.push(() => bare.stop());
  servers.push({ ...servers[0], ...bare, name: 'bare' });
  if (options.peer) servers.push({ name: 'peer', ...(await filledPeer()) });
  await compareAnswers(servers[0], servers[1]);
  console.log(`\n${users.toLocaleString('en-US')} users, ${options.database}, ${connections} connections, ${seconds} s a case, ${availableParallelism()} cores, Node ${process.versions.node}. Usher starts in ${(usher.startMs / 1000).toFixed(1)} s, idle ${idle} MB.\n`);
  for (const server of servers) await warmUp(server);
  const rows = [];
  for (const one of CASES.filter(isWanted)) rows.push(rowOf(one, await measured(one, servers)));
  const peerColumns = options.peer ? ['peer /s', 'p50', 'p99', 'Usher/peer', 'by CPU'] : [];
  console.log(`\n${table(['case', 'Usher /s', 'p50 ms', 'p99 ms', 'bare /s', 'of bare', 'Usher /CPU s', 'bare /CPU s', 'of bare', ...peerColumns], rows)}\n\nUsher after the load: ${usher.memory()} MB`);
}

async function filled(server, admin, fill) {
  const api = await signIn(server.base, admin);
  const tokens = await prepare(api, ROLES, LISTED_ROLE.id);
  const started = performance.now();
  await fill(ROLES, api);
  console.log(`${users.toLocaleString('en-US')} people put in within ${((performance.now() - started) / 1000).toFixed(0)} s`);
  return { ...server, admin, tokens, users, serial: { next: users, run: process.pid } };
}

async function filledPeer() {
  const { hostname: host, port } = new URL(options.peer);
  const admin = { email: options['peer-email'], password: options['peer-password'] };
  const database = options['peer-database'];
  return filled({ pid: options['peer-pid'] ?? 'unknown', host, port: Number(port), base: options.peer }, admin, (roles, api) => (database ? fillDatabase(database, { users, roles, own: false }) : fillThroughDoor(api, { users, roles })));
}

/** The ratio means something only where both say the same. */
async function compareAnswers(usher, bare) {
  for (const one of CASES.filter((each) => each.bare && !each.writes)) {
    const { url, as } = firstOf(one, usher);
    const ask = async (server) => (await fetch(`${server.base}${url}`, { headers: { authorization: `Bearer ${server.tokens[as]}` } })).text();
    const [ours, theirs] = [await ask(usher), await ask(bare)];
    if (ours !== theirs) console.warn(`The bare server answers "${one.name}" differently:\n  ${ours.slice(0, 600)}\n  ${theirs.slice(0, 600)}`);
  }
}

function isWanted({ name, writes }) {
  return !(writes && options['skip-writes']) && (!options.only || options.only.split(',').some((part) => name.includes(part)));
}

/** A program that has just started compiles what it runs: every server answers each kind of read for a while before anything counts. */
async function warmUp(server) {
  const reads = CASES.filter((one) => !one.writes && (one.bare || server.name !== 'bare') && !(server.tokens.reader === null && firstOf(one, server).as === 'reader'));
  for (const one of reads) await load({ ...server, connections, seconds: Number(options['warm-up']) / reads.length, next: requestsOf(one, server) });
}

/** All servers get the case one after the other, so that a noisy minute falls on all of them. */
async function measured(one, servers) {
  const results = {};
  for (const server of servers) {
    if ((server.name === 'bare' && !one.bare) || (one.name.includes('limited reader') && server.tokens.reader === null)) continue;
    const next = requestsOf(one, server);
    const width = one.connections ?? connections;
    await load({ ...server, connections: width, seconds: Math.max(one.writes ? 4 : 2, seconds), next });
    const isProfiled = options.profile && server.name === 'Usher';
    if (isProfiled) server.tell({ file: null });
    const before = processorSeconds(server.pid);
    const result = await load({ ...server, connections: width, seconds, next });
    const used = processorSeconds(server.pid) - before;
    if (isProfiled) await showProfile(server, one.name);
    const failures = failuresIn(result);
    if (failures > 0) console.warn(`${server.name}, ${one.name}: ${failures} of ${result.requests} failed: ${JSON.stringify(Object.fromEntries(result.statuses))}`);
    const items = (result.requests - failures) * (one.items ?? 1);
    results[server.name] = { ...result, perSecond: (items * result.perSecond) / result.requests, perCpu: items / used };
  }
  console.log(`${one.name}: ${Object.entries(results).map(([name, { perSecond }]) => `${name} ${number(perSecond)}/s`).join(', ')}`);
  return results;
}

async function showProfile(server, name) {
  rmSync(profile, { force: true });
  server.tell({ file: profile });
  while (!existsSync(profile)) await new Promise((resolve) => setTimeout(resolve, 100));
  printProfile(profile, name);
}

function rowOf({ name, items }, { Usher: usher, bare, peer }) {
  const peerCells = options.peer ? [number(peer?.perSecond ?? NaN), number(peer?.p50 ?? NaN), number(peer?.p99 ?? NaN), times(usher.perSecond, peer?.perSecond), times(usher.perCpu, peer?.perCpu)] : [];
  return [items ? `${name} (users)` : name, number(usher.perSecond), number(usher.p50), number(usher.p99), number(bare?.perSecond ?? NaN), percent(usher.perSecond, bare?.perSecond), number(usher.perCpu), number(bare?.perCpu ?? NaN), percent(usher.perCpu, bare?.perCpu), ...peerCells];
}

async function databaseUrl() {
  if (options.database === 'sqlite') return `file:${join(scratch, 'usher.db')}`;
  // Durable as in production: an acknowledged write is on the disk.
  const postgres = await startPostgres(join(scratch, 'postgres'), { flags: ['shared_buffers=512MB', 'max_wal_size=4GB'] });
  stops.push(() => postgres.stop());
  return postgres.url;
}
