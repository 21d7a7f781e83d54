import { connect } from 'node:net';
import { startApp, type TestApp } from '../support/app';

const LOGIN = 'POST /auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
const CUT_WITHIN_MS = 30_000;

describe('whoever sends slowly', () => {
  let app: TestApp;

  beforeAll(async () => (app = await startApp()), 60_000);
  afterAll(async () => app?.close());

  /** Sends the beginning, and a little more every second; resolves with what came back once the other side has hung up. */
  function dribble({ config }: TestApp, beginning: string, more: string): Promise<string> {
    return new Promise((resolve) => {
      let answer = '';
      const socket = connect(config.http.port, '127.0.0.1', () => socket.write(beginning));
      const timer = setInterval(() => socket.write(more), 1000);
      socket.on('data', (data) => (answer += data.toString()));
      socket.on('error', () => undefined);
      socket.on('close', () => {
        clearInterval(timer);
        resolve(answer);
      });
    });
  }

  test('is cut within half a minute, in the headers, a body or its chunks (IP6)', async () => {
    const started = Date.now();
    const answers = await Promise.all([
      dribble(app, 'GET /server/ping HTTP/1.1\r\nHost: x\r\n', 'X-More: y\r\n'),
      dribble(app, `${LOGIN}Content-Length: 3000\r\n\r\n{`, ' '),
      dribble(app, `${LOGIN}Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n`, '1\r\n \r\n'),
    ]);
    expect(answers.map((answer) => answer.slice(0, 12))).toEqual(Array(3).fill('HTTP/1.1 408'));
    expect(Date.now() - started).toBeLessThan(CUT_WITHIN_MS);
  }, 60_000);

  test('does not hold a shutdown up (FA11)', async () => {
    const last = await startApp();
    const sending = dribble(last, `${LOGIN}Content-Length: 3000\r\n\r\n{`, ' ');
    await new Promise((resolve) => setTimeout(resolve, 500));
    const started = Date.now();
    await last.close();
    await sending;
    expect(Date.now() - started).toBeLessThan(12_000);
  });
});
