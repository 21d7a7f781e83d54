// What Fastify and hand-written SQL make of the same questions on the same tables, with the same token check and nothing else: no
// query language, no rules, no validation. The measure of how much of the machine is spent on what Usher does for its callers.
//   node test/bench/bare-server.mjs <database url> <port>
import { createHash, randomUUID } from 'node:crypto';
import Database from 'better-sqlite3';
import fastify from 'fastify';
import pg from 'pg';

const [url, port] = process.argv.slice(2);
const isSqlite = url.startsWith('file:');
const { read, write } = isSqlite ? sqlite(url.slice('file:'.length)) : postgres(url);
const server = fastify();

server.addHook('onRequest', async (request, reply) => {
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const [caller] = await read(CALLER, [createHash('sha256').update(token).digest('hex')]);
  if (caller === undefined) return reply.code(401).send({ errors: [{ message: 'Invalid user credentials.', extensions: { code: 'INVALID_CREDENTIALS' } }] });
  request.caller = caller;
});

const CALLER = `select u.id, u.role, r.name as role_name, max(case when p.admin_access then 1 else 0 end) as admin
  from directus_users u left join directus_roles r on r.id = u.role left join directus_access a on a.role = u.role or a."user" = u.id left join directus_policies p on p.id = a.policy
  where u.token_hash = ? and u.status = 'active' group by u.id, u.role, r.name`;

const text = (column) => (isSqlite ? `cast(${column} as text)` : column);
const policies = isSqlite
  ? `(select json_group_array(id) from (select a.id from directus_access a where a."user" = u.id order by a.sort, a.id))`
  : `(select coalesce(json_agg(a.id order by a.sort, a.id), '[]') from directus_access a where a."user" = u.id)`;
const COLUMNS = ['id', 'first_name', 'last_name', 'email', 'password', 'location', 'title', 'description', 'tags', 'avatar', 'language', 'tfa_secret', 'status', 'role', 'token', 'last_access', 'last_page', 'provider', 'external_identifier', 'auth_data', 'email_notifications', 'appearance', 'theme_dark', 'theme_light', 'theme_light_overrides', 'theme_dark_overrides', 'text_direction'];
const SECRETS = new Set(['password', 'tfa_secret', 'token', 'auth_data']);
const EVERYTHING = COLUMNS.map((column) => {
  if (SECRETS.has(column)) return `case when u.${column === 'token' ? 'token_hash' : column} is not null then '**********' end as ${column}`;
  return column === 'last_access' ? `${text('u.last_access')} as last_access` : `u.${column}`;
});
const ONE = `select ${EVERYTHING.join(', ')}, ${policies} as policies from directus_users u where u.id = ?`;

const LIST = `select u.id, u.first_name, u.last_name, u.email, u.status, r.id as r_id, r.name as role from directus_users u left join directus_roles r on r.id = u.role`;
const SEARCHED = ['first_name', 'last_name', 'email', 'location', 'title', 'description', 'avatar', 'language', 'status', 'role', 'last_page', 'provider', 'external_identifier', 'appearance', 'theme_dark', 'theme_light', 'text_direction'];
const SEARCH = `select id, first_name, last_name, email from directus_users where ${SEARCHED.map((column) => `${column} ${isSqlite ? 'like' : 'ilike'} ?`).join(' or ')} order by email limit 25`;

server.get('/users/me', async (request) => ({ data: user((await read(ONE, [request.caller.id]))[0]) }));
server.get('/users/:id', async (request) => ({ data: user((await read(ONE, [request.params.id]))[0]) }));

server.get('/users', async ({ query, caller }) => {
  if (query.search !== undefined) return { data: await read(SEARCH, SEARCHED.map(() => `%${query.search}%`)) };
  const offset = (Number(query.page ?? 1) - 1) * 50;
  const role = query['filter[role][_eq]'];
  if (role !== undefined) {
    const data = (await read(`${LIST} where u.role = ? order by u.email limit 50 offset ?`, [role, offset])).map(listed);
    const [{ n }] = await read('select count(*) as n from directus_users where role = ?', [role]);
    return { data, meta: { filter_count: Number(n) } };
  }
  if (caller.admin) return { data: (await read(`${LIST} order by u.email limit 50 offset ?`, [offset])).map(listed) };
  return { data: (await read(`${LIST} where u.role = ? or u.id = ? order by u.email limit 50 offset ?`, [process.env.LISTED_ROLE, caller.id, offset])).map(listed) };
});

server.get('/roles', async () => ({ data: await read('select id, name, icon, description from directus_roles order by name', []) }));

server.patch('/users/:id', async (request) => {
  const { id } = request.params;
  const { title } = request.body;
  await write(async (run) => {
    const [before] = await run('select id, title from directus_users where id = ?', [id]);
    await run('update directus_users set title = ? where id = ?', [title, id]);
    await recorded(run, request, 'update', id, { title: { before: before.title, after: title } });
  });
  return { data: (await read('select id, title from directus_users where id = ?', [id]))[0] };
});

server.post('/users', async (request) => {
  const many = Array.isArray(request.body);
  const people = (many ? request.body : [request.body]).map((one) => ({ id: randomUUID(), ...one }));
  await write(async (run) => {
    for (const { id, first_name, last_name, title, role, status, email } of people) {
      await run('insert into directus_users (id, first_name, last_name, title, role, status, email, email_key, created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?)', [id, first_name, last_name, title, role, status, email, email, now()]);
      await recorded(run, request, 'create', id, { first_name, last_name, title, role, status, email });
    }
  });
  const items = people.map(({ id, email }) => ({ id, email }));
  return { data: many ? items : items[0] };
});

await server.listen({ host: '127.0.0.1', port: Number(port) });

/** An activity row and a revision, as Usher leaves them. */
async function recorded(run, { ip, caller }, action, item, changes) {
  const row = [action, caller.id, now(), ip, 'directus_users', item, item, JSON.stringify({ actor: caller.id }), JSON.stringify(changes), `user.${action}d`];
  const [{ id }] = await run(`insert into directus_activity (action, "user", timestamp, ip, collection, item, subject, names, changes, event) values (${row.map(() => '?').join(', ')}) returning id`, row);
  await run('insert into directus_revisions (activity, collection, item, data, delta) values (?, ?, ?, ?, ?)', [id, 'directus_users', item, JSON.stringify(changes), JSON.stringify(changes)]);
}

function now() {
  return new Date().toISOString().replace('Z', isSqlite ? '+00:00' : '');
}

function user(row) {
  const json = (value) => (typeof value === 'string' ? JSON.parse(value) : value);
  return { ...row, tags: json(row.tags), theme_light_overrides: json(row.theme_light_overrides), theme_dark_overrides: json(row.theme_dark_overrides), email_notifications: Boolean(row.email_notifications), last_access: row.last_access && String(row.last_access).slice(0, 19).replace(' ', 'T'), policies: json(row.policies) };
}

function listed({ r_id, role, ...row }) {
  return { ...row, role: r_id === null ? null : { name: role } };
}

function sqlite(file) {
  const reader = new Database(file, { readonly: true });
  const writer = new Database(file, { timeout: 5000 });
  for (const pragma of ['synchronous = FULL', 'foreign_keys = ON']) writer.pragma(pragma);
  const on = (database) => {
    const prepared = new Map();
    return (sql, values) => {
      let statement = prepared.get(sql);
      if (!statement) prepared.set(sql, (statement = database.prepare(sql)));
      return statement.reader ? statement.all(...values) : statement.run(...values);
    };
  };
  const run = on(writer);
  let turn = Promise.resolve();
  return {
    read: async (sql, values) => readOn(sql, values),
    write: (work) => (turn = turn.then(async () => {
      run('begin immediate', []);
      await work(async (sql, values) => run(sql, values));
      run('commit', []);
    })),
  };
  function readOn(sql, values) {
    readOn.run ??= on(reader);
    return readOn.run(sql, values);
  }
}

function postgres(connectionString) {
  const pool = new pg.Pool({ connectionString, max: 10 });
  pg.types.setTypeParser(1114, (value) => value);
  const texts = new Map();
  const run = async (client, sql, values) => {
    let text = texts.get(sql);
    if (!text) {
      let index = 0;
      texts.set(sql, (text = { name: createHash('sha1').update(sql).digest('hex'), text: sql.replace(/\?/g, () => `$${(index += 1)}`) }));
    }
    return (await client.query({ ...text, values })).rows;
  };
  return {
    read: (sql, values) => run(pool, sql, values),
    async write(work) {
      const client = await pool.connect();
      try {
        await client.query('begin');
        await work((sql, values) => run(client, sql, values));
        await client.query('commit');
      } finally {
        client.release();
      }
    },
  };
}
