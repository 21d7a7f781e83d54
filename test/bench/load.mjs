// A bounded load over plain sockets: a client that costs as little as possible, since it shares the machine with the server.
import { connect } from 'node:net';

/**
 * Sends what `next()` gives (a whole HTTP/1.1 request as text) over so many connections, one at a time on each, until the time
 * is over. The answers are told apart by status; latencies are in milliseconds, sorted.
 */
export async function load({ host, port, connections, seconds, next }) {
  const started = performance.now();
  const until = started + seconds * 1000;
  const latencies = [];
  const statuses = new Map();
  await Promise.all(Array.from({ length: connections }, () => converse({ host, port, until, next, note })));
  const elapsed = (performance.now() - started) / 1000;
  latencies.sort((a, b) => a - b);
  const quantile = (q) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * q))] ?? NaN;
  return { perSecond: latencies.length / elapsed, p50: quantile(0.5), p99: quantile(0.99), requests: latencies.length, statuses };

  function note(status, milliseconds) {
    latencies.push(milliseconds);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
}

/** How many of the answers were no success. */
export function failuresIn({ statuses }) {
  return [...statuses].reduce((sum, [status, times]) => (status >= 200 && status < 300 ? sum : sum + times), 0);
}

function converse({ host, port, until, next, note }) {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true });
    let received = Buffer.alloc(0);
    let sentAt = 0;
    const send = () => {
      sentAt = performance.now();
      socket.write(next());
    };
    socket.on('connect', send);
    socket.on('error', reject);
    socket.on('close', () => resolve());
    socket.on('data', (chunk) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      const answer = wholeAnswer(received);
      if (answer === null) return;
      const now = performance.now();
      note(answer.status, now - sentAt);
      received = received.subarray(answer.end);
      if (now < until) send();
      else socket.end();
    });
  });
}

/** Status and length of the answer at the start of the bytes, or null while some of it is missing. */
function wholeAnswer(bytes) {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return null;
  const head = bytes.latin1Slice(0, headEnd);
  const status = Number(head.slice(9, 12));
  const body = headEnd + 4;
  if (status === 204 || status === 304) return { status, end: body };
  const length = /\r\ncontent-length: *(\d+)/i.exec(head);
  if (length) return bytes.length >= body + Number(length[1]) ? { status, end: body + Number(length[1]) } : null;
  const end = endOfChunks(bytes, body);
  return end === null ? null : { status, end };
}

function endOfChunks(bytes, from) {
  for (let at = from; ; ) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return null;
    const size = parseInt(bytes.latin1Slice(at, lineEnd), 16);
    const next = lineEnd + 2 + size + 2;
    if (bytes.length < next) return null;
    if (size === 0) return next;
    at = next;
  }
}
