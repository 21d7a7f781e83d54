// What is asked of every server. Each case makes whole HTTP requests, prepared before the clock runs wherever they repeat.
import { LISTED_ROLE, person, SEARCHES } from './directory.mjs';

const LIST = 'fields=id,first_name,last_name,email,status,role.name&sort=email&limit=50';
const PREPARED = 512;

/** `bodies`: what one answer stands for, where it is not one item or list. `bare`: the hand-written server answers it, too. */
export const CASES = [
  { name: '/users/me', bare: true, make: ({ get }) => [get('/users/me')] },
  { name: 'by id', bare: true, make: ({ get, users }) => some(users, (one) => get(`/users/${one.id}`)) },
  { name: 'list of 50 with role.name', bare: true, make: ({ get }) => [get(`/users?${LIST}`)] },
  { name: 'list of a role, filter_count', bare: true, make: ({ get }) => [get(`/users?${LIST}&filter[role][_eq]=${LISTED_ROLE.id}&meta=filter_count`)] },
  { name: 'search 25', bare: true, make: ({ get }) => SEARCHES.map((text) => get(`/users?fields=id,first_name,last_name,email&sort=email&limit=25&search=${encodeURIComponent(text)}`)) },
  { name: 'page 100', bare: true, make: ({ get }) => [get(`/users?${LIST}&page=100`)] },
  { name: 'list as a limited reader', bare: true, make: ({ get }) => [get(`/users?${LIST}`, 'reader')] },
  { name: 'roles', bare: true, make: ({ get }) => [get('/roles?fields=id,name,icon,description&sort=name')] },
  { name: 'update', bare: true, writes: true, make: ({ send, users }) => some(users, (one, index) => send('PATCH', `/users/${one.id}?fields=id,title`, { title: `Title ${index} ${Math.floor(performance.now())}` })) },
  { name: 'create one', bare: true, writes: true, fresh: ({ send, newPerson }) => send('POST', '/users?fields=id,email', newPerson()) },
  { name: 'batch create of 500', bare: true, writes: true, items: 500, connections: 2, fresh: ({ send, newPerson }) => send('POST', '/users?fields=id', Array.from({ length: 500 }, newPerson)) },
  { name: 'login', connections: 4, writes: true, make: ({ send, admin }) => [send('POST', '/auth/login', { email: admin.email, password: admin.password }, null)] },
];

/** A function that gives the next request of a case, over and over. */
export function requestsOf(one, server) {
  const tools = toolsFor(server);
  if (one.fresh) return () => one.fresh(tools);
  const prepared = one.make(tools);
  let next = 0;
  return () => prepared[next++ % prepared.length];
}

/** The first request of a case as fetch takes it, to look at the answer before the load. */
export function firstOf(one, server) {
  const path = [];
  const note = (url, as = 'admin') => void path.push({ url, as });
  one.make?.({ ...toolsFor(server), get: note });
  return path[0];
}

function toolsFor({ host, port, tokens, users, admin, serial }) {
  const head = (method, path, as) => `${method} ${path} HTTP/1.1\r\nhost: ${host}:${port}\r\n${as === null ? '' : `authorization: Bearer ${tokens[as]}\r\n`}`;
  return {
    users,
    admin,
    get: (path, as = 'admin') => `${head('GET', path, as)}\r\n`,
    send(method, path, body, as = 'admin') {
      const json = JSON.stringify(body);
      return `${head(method, path, as)}content-type: application/json\r\ncontent-length: ${Buffer.byteLength(json)}\r\n\r\n${json}`;
    },
    newPerson() {
      const { first_name, last_name, title, role, status } = person(serial.next);
      return { first_name, last_name, title, role, status, email: `new.${serial.next++}.${serial.run}@example.org` };
    },
  };
}

function some(users, make) {
  return Array.from({ length: Math.min(PREPARED, users) }, (_, index) => make(person((index * 7919) % users), index));
}
