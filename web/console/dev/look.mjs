// Takes pictures of every page: node dev/look.mjs FOLDER [address-filter]. BASE names the server (dev/serve.mjs by default);
// EMAIL and PASSWORD sign in to a true one. Never part of the product.
import { mkdir } from 'node:fs/promises';
import { inspect, launch, settled, watch } from '../e2e/browser.mjs';

const [folder, filter = ''] = process.argv.slice(2);
const base = process.env.BASE ?? 'http://127.0.0.1:5199';
const pages = ['/today', '/today/overview', '/customers', '/customers?open=1004', '/customers/1004', '/data/sources', '/data/sources/s1', '/data/quarantine', '/data/quarantine?open=q1', '/data/imports', '/data/imports/new', '/data/imports/i3', '/data/imports/i4', '/data/imports/i1', '/data/models', '/data/status', '/settings/workspace', '/settings/staff', '/settings/api-keys', '/settings/record', '/settings/tiers', '/settings/appearance', '/settings/account', '/data/sources?new=1', '/sign-in'];
const looks = [
  { name: 'light', theme: 'light', language: 'en', width: 1440, height: 900 },
  { name: 'dark', theme: 'dark', language: 'en', width: 1440, height: 900 },
  { name: 'zh', theme: 'light', language: 'zh', width: 1280, height: 800 },
  { name: 'phone', theme: 'light', language: 'en', width: 360, height: 740 },
];
/** signIn opens a session and gives pages that this server truly has. */
async function signIn(context) {
  if (!process.env.EMAIL) return pages;
  const post = (path, data, headers) => context.request.post(`${base}/api/v1${path}`, { data, headers: { 'Content-Type': 'application/json', Origin: base, ...headers } });
  await post('/session', { email: process.env.EMAIL, password: process.env.PASSWORD });
  const get = async (path) => (await (await context.request.get(`${base}/api/v1${path}`)).json()).items ?? [];
  const [best] = await get('/customers?sort=-value&limit=1');
  const [risky] = await get('/customers?risk=high&tier=A&sort=-value&limit=1');
  const [source] = await get('/sources');
  const [held] = await get('/quarantine');
  const [file] = await get('/imports');
  const replace = { 1004: best?.id, s1: source?.id, q1: held?.id, i3: file?.id };
  const out = pages.filter((p) => !/imports\/i[14]|sign-in/.test(p)).map((p) => p.replace(/(?<==|\/)(1004|s1|q1|i3)$/, (k) => replace[k] ?? k)).filter((p) => !/i3$|q1$|s1$/.test(p));
  return risky ? [...out, `/customers/${risky.id}`] : out;
}

await mkdir(folder, { recursive: true });
const browser = await launch();
const faults = [];
for (const look of looks.filter((l) => (process.env.LOOKS ?? 'light,dark,zh,phone').includes(l.name))) {
  const context = await browser.newContext({ viewport: { width: look.width, height: look.height }, reducedMotion: 'reduce' });
  await context.addInitScript(([theme, language]) => {
    localStorage.setItem('regulars.theme', theme);
    localStorage.setItem('regulars.language', language);
  }, [look.theme, look.language]);
  const page = await context.newPage();
  watch(page, base, faults);
  for (const path of (await signIn(context)).filter((p) => p.includes(filter))) {
    await page.goto(base + path);
    await settled(page).catch((err) => faults.push(`${path} ${look.name}: ${err.message}`));
    await page.waitForTimeout(350);
    const name = `${path.replace(/[^a-z0-9]+/gi, '-').replace(/^-/, '')}-${look.name}`;
    await page.screenshot({ path: `${folder}/${name}.png`, fullPage: !path.includes('open') && !path.includes('new=1') });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) faults.push(`${name}: ${wide} px wider than the screen`);
    faults.push(...(await inspect(page, name)));
  }
  await context.close();
}
await browser.close();
console.log([...new Set(faults)].join('\n') || 'nothing found');
