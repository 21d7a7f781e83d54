// npm run example: bundles app.js and serves this folder. USHER_URL says where Usher is, PORT where this listens.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const folder = dirname(fileURLToPath(import.meta.url));
const usher = process.env.USHER_URL ?? 'http://127.0.0.1:8055';
const port = Number(process.env.PORT ?? 5173);

const { outputFiles } = await build({
  entryPoints: [join(folder, 'app.js')], bundle: true, format: 'esm', target: 'es2022', write: false,
  define: { USHER_URL: JSON.stringify(usher) },
});
const pages = {
  '/': ['text/html; charset=utf-8', await readFile(join(folder, 'index.html'))],
  '/style.css': ['text/css; charset=utf-8', await readFile(join(folder, 'style.css'))],
  '/app.js': ['text/javascript; charset=utf-8', outputFiles[0].contents],
};

const server = createServer((request, response) => {
  const page = pages[new URL(request.url, 'http://localhost').pathname];
  if (!page) return response.writeHead(404).end();
  response.writeHead(200, { 'content-type': page[0] }).end(page[1]);
});
server.listen(port, '127.0.0.1', () => console.log(`The example is at http://127.0.0.1:${server.address().port}, for the Usher at ${usher}`));
