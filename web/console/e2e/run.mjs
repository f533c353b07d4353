// The console in a true browser against the true program, from an empty folder. REGULARS_BIN names the program;
// without it the one that `make build` makes is taken.
// Pictures of every page go to a temporary folder, which is printed (REGULARS_E2E_PICTURES names another one).
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect, launch, settled, watch } from './browser.mjs';
import { file, program } from './world.mjs';
import { steps } from './steps.mjs';

const binary = process.env.REGULARS_BIN ?? fileURLToPath(new URL('../../../bin/regulars', import.meta.url));
if (!existsSync(binary)) {
  console.error('e2e: build the program first (make build), or name it in REGULARS_BIN');
  process.exit(2);
}

const folder = await mkdtemp(join(tmpdir(), 'regulars-e2e-'));
const pictures = process.env.REGULARS_E2E_PICTURES ?? join(folder, 'pictures');
await mkdir(pictures, { recursive: true });
await writeFile(join(folder, 'orders.csv'), file());
const server = await program(spawn, binary, join(folder, 'data'));
const browser = await launch();
const faults = [];
let passed = 0;
let failed = 0;

try {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' });
  const page = await context.newPage();
  watch(page, server.origin, faults);
  const world = { page, context, server, orders: join(folder, 'orders.csv') };
  for (const [name, step] of Object.entries(steps)) {
    try {
      await step(world);
      passed++;
      console.log(`ok    ${name}`);
    } catch (err) {
      failed++;
      console.log(`FAIL  ${name}: ${err.message}`);
      await page.screenshot({ path: join(pictures, `failed-${failed}.png`) });
      break; // each step stands on the ones before it
    }
  }
  if (!failed) await look(world);
} finally {
  await browser.close();
  await server.stop();
  if (!process.env.REGULARS_E2E_KEEP && !failed) await rm(join(folder, 'data'), { recursive: true, force: true });
}
for (const fault of new Set(faults)) console.log(`FAIL  ${fault}`);
failed += new Set(faults).size;
console.log(`pictures: ${pictures}`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);

/** look takes a picture of every page in every look, asks axe, and measures what sticks out. */
async function look({ context, server }) {
  const { origin } = server;
  const get = async (path) => (await (await context.request.get(`${origin}/api/v1${path}`)).json()).items ?? [];
  const [best] = await get('/customers?sort=-value&limit=1');
  const [source] = await get('/sources');
  const [imported] = await get('/imports');
  const audience = (await get('/audiences')).find((a) => a.name === 'Tea people');
  const places = {
    today: '/today', overview: '/today/overview', late: '/today/late', 'late-due': '/today/late?kind=due', behaviour: '/today/behaviour', touchpoints: '/today/touchpoints',
    duplicates: '/customers/duplicates', shared: '/customers/shared', regular: `/customers/${server.regular}`, visits: `/customers/${server.regular}?show=visits`,
    customers: '/customers', beside: `/customers?open=${best.id}`, customer: `/customers/${best.id}`,
    health: '/customers/health', ladder: '/customers/ladder', 'health-rules': '/settings/health',
    audiences: '/audiences', audience: `/audiences/${audience.id}`, 'audience-why': `/audiences/${audience.id}?open=${server.entered}`, 'audience-edit': `/audiences/${audience.id}/edit`,
    'audience-new': '/audiences/new', list: server.list,
    sources: '/data/sources', source: `/data/sources/${source.id}`, quarantine: '/data/quarantine', imports: '/data/imports', import: `/data/imports/${imported.id}`,
    'import-new': '/data/imports/new', models: '/data/models', quality: '/data/quality', wanted: '/data/quality/wanted', status: '/data/status', workspace: '/settings/workspace', staff: '/settings/staff',
    keys: '/settings/api-keys', tiers: '/settings/tiers', record: '/settings/record', appearance: '/settings/appearance', account: '/settings/account', 'not-found': '/nowhere',
  };
  const looks = [
    ['light', 'light', 'en', 1440, 900], ['dark', 'dark', 'en', 1440, 900], ['zh', 'light', 'zh-CN', 1280, 800], ['phone', 'light', 'en', 360, 740],
  ];
  for (const [name, theme, language, width, height] of looks) {
    const page = await context.newPage();
    watch(page, origin, faults);
    await page.setViewportSize({ width, height });
    await page.goto(`${origin}/settings/appearance`);
    await settled(page);
    await page.evaluate((t) => localStorage.setItem('regulars.theme', t), theme);
    // click, not check: the choice shows once its words are loaded, which check does not wait for.
    await page.getByRole('radio', { name: language === 'en' ? 'English' : '简体中文' }).click();
    await page.waitForFunction((l) => document.documentElement.lang === l, language);
    for (const [place, address] of Object.entries(places)) {
      await page.goto(origin + address);
      await settled(page);
      await page.waitForTimeout(300); // charts draw once more when their fonts are there
      const picture = `${place}-${name}`;
      await page.screenshot({ path: join(pictures, `${picture}.png`), fullPage: !['beside', 'audience-why'].includes(place) });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wide > 0) faults.push(`${picture} is ${wide} px wider than the screen`);
      // Words do not change what axe looks at; themes and widths do.
      if (language === 'en') faults.push(...(await inspect(page, picture)));
    }
    await page.close();
  }
  console.log(`ok    ${Object.keys(places).length} pages in ${looks.length} looks`);
  passed++;
}
