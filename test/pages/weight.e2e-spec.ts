import { startApp, type TestApp } from '../support/app';

const BYTES_AT_MOST = 60 * 1024;

describe('the first page', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.close());

  it('is no heavier than 60 kB at the first view', async () => {
    const asked = async (path: string) => {
      const answer = await fetch(app.url + path, { headers: { 'accept-encoding': 'br' } });
      return { text: await answer.clone().text(), bytes: Number(answer.headers.get('content-length') ?? 0) || (await answer.arrayBuffer()).byteLength };
    };
    const html = await asked('/admin/login');
    const files = [...html.text.matchAll(/(?:href|src)="(\/assets\/[^"#]+)/g)].map((match) => match[1]!);
    expect(files.length).toBeGreaterThanOrEqual(2);
    const { brotliCompressSync } = await import('node:zlib');
    let total = 0;
    for (const file of [...new Set(files)]) total += brotliCompressSync(Buffer.from(await (await fetch(app.url + file)).arrayBuffer())).byteLength;
    expect(total + brotliCompressSync(html.text).byteLength).toBeLessThanOrEqual(BYTES_AT_MOST);
  });
});
