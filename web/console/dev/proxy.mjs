// Serves web/dist in front of a running regulars, so that a build can be looked at without building the program:
// node dev/proxy.mjs 5200 http://127.0.0.1:8080. Never part of the product.
import { createServer, request } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [port = '5200', target = 'http://127.0.0.1:8080'] = process.argv.slice(2);
const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
const kinds = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

createServer(async (req, res) => {
  const { pathname } = new URL(req.url, target);
  if (/^\/(api|v1)\//.test(pathname)) {
    const out = request(target + req.url, { method: req.method, headers: req.headers }, (answer) => {
      res.writeHead(answer.statusCode, answer.headers);
      answer.pipe(res);
    });
    out.on('error', () => res.writeHead(502).end());
    res.on('close', () => out.destroy());
    req.pipe(out);
    return;
  }
  const name = extname(pathname) ? pathname : '/index.html';
  const text = await readFile(join(dist, name)).catch(() => undefined);
  res.writeHead(text ? 200 : 404, { 'Content-Type': kinds[extname(name)] ?? 'application/octet-stream' });
  res.end(text);
}).listen(Number(port), '127.0.0.1');
