// Serves the built console with made-up data, for looking at it: node dev/serve.mjs [port]. Never part of the product.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as w from './world.mjs';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
const kinds = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
const verbs = ['customers:read', 'customers:write', 'customers:merge', 'customers:erase', 'customers:export', 'orders:read', 'reports:read', 'events:read', 'sources:read', 'sources:write', 'quarantine:read', 'quarantine:write', 'imports:read', 'imports:write', 'models:read', 'models:write', 'jobs:read', 'jobs:write', 'status:read', 'staff:read', 'staff:write', 'keys:read', 'keys:write', 'workspace:write', 'audit:read'];
const session = { signedIn: true, setupNeeded: false, csrfToken: 'x', staff: { ...w.staff[0], permissions: verbs }, workspace: { name: '山间茶事', timeZone: 'Asia/Shanghai', currency: 'CNY', asOf: new Date(w.now).toISOString(), historical: process.argv.includes('historical') } };
const list = (items) => ({ items });
let signedIn = !process.argv.includes('out');

const routes = [
  [/^\/session$/, (q, m) => ((signedIn = m === 'POST' ? true : m === 'DELETE' ? false : signedIn), signedIn ? session : { signedIn: false, setupNeeded: process.argv.includes('setup') })],
  [/^\/customers$/, (q) => {
    const found = w.customers.filter((c) => (!q.get('stage') || q.get('stage').split(',').includes(c.stage)) && (!q.get('q') || c.name.includes(q.get('q'))));
    return { items: found.slice(0, 50), total: found.length, totalIsExact: true, nextCursor: found.length > 50 ? 'x' : '' };
  }],
  [/^\/customers\/\d+$/, (q, m, p) => w.customer(w.customers.find((c) => p.endsWith(c.id)))],
  [/\/worth$/, (q, m, p) => w.worth(w.customers.find((c) => p.includes(`/${c.id}/`)))],
  [/\/timeline$/, () => list(w.timeline())], [/\/orders$/, () => list(w.orders)], [/\/merges$/, () => list([])],
  [/^\/search$/, (q) => list(w.customers.filter((c) => c.name.includes(q.get('q'))).slice(0, 6).map((c) => ({ kind: 'customer', id: c.id, title: c.name, subtitle: c.email })))],
  [/^\/overview$/, (q) => w.overview(Number(q.get('days') ?? 90))], [/^\/today$/, () => w.today], [/^\/status$/, () => w.status],
  [/^\/sources\/activity$/, () => list(w.activity)], [/^\/sources$/, () => list(w.sources)],
  [/^\/quarantine$/, () => ({ items: w.held, total: 37, totalIsExact: true, reasons: [{ reason: 'required', count: 13 }, { reason: 'number', count: 12 }, { reason: 'time', count: 12 }] })],
  [/^\/quarantine\/q\d+$/, (q, m, p) => w.held.find((h) => p.endsWith(`/${h.id}`))],
  [/^\/imports$/, () => list(w.imports)], [/^\/imports\/i\d$/, (q, m, p) => w.imports.find((i) => p.endsWith(i.id))],
  [/^\/models$/, () => w.models], [/^\/models\/migration$/, () => w.migration], [/^\/rules$/, () => w.rules],
  [/^\/staff$/, () => list(w.staff)], [/^\/api-keys$/, () => list(w.keys)], [/^\/actions$/, () => list(w.actions)], [/^\/jobs$/, () => list(w.jobs)],
];

async function file(path) {
  const name = extname(path) ? path : '/index.html';
  return [await readFile(join(dist, name)), kinds[extname(name)] ?? 'application/octet-stream'];
}

createServer(async (req, res) => {
  const url = new URL(req.url, 'http://x');
  if (url.pathname.endsWith('/tail')) {
    res.writeHead(200, { 'Content-Type': 'text/event-stream' });
    let n = 0;
    const timer = setInterval(() => res.write(`event: event\ndata: ${JSON.stringify({ id: String(++n), seq: n, time: new Date().toISOString(), type: 'track', name: n % 3 ? 'Product Viewed' : 'Order Completed', channel: 'web', body: { n } })}\n\n`), 400);
    req.on('close', () => clearInterval(timer));
    return;
  }
  if (url.pathname.startsWith('/api/v1')) {
    const path = url.pathname.slice(7);
    const found = routes.find(([pattern]) => pattern.test(path));
    const body = found?.[1](url.searchParams, req.method, path);
    res.writeHead(body ? 200 : 404, { 'Content-Type': 'application/json' });
    res.end(JSON.stringify(body ?? { title: 'Not Found', code: 'not_found' }));
    return;
  }
  try {
    const [text, kind] = await file(url.pathname);
    res.writeHead(200, { 'Content-Type': kind, 'Content-Security-Policy': "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'" });
    res.end(text);
  } catch {
    res.writeHead(404).end();
  }
}).listen(Number(process.argv[2] ?? 5199), '127.0.0.1');
