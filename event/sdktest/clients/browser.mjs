// @segment/analytics-next in a browser: node browser.mjs PAGE CHROMIUM
import { chromium } from 'playwright-core';

const [page, executablePath] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  const context = await browser.newContext();
  const tab = await context.newPage();
  const outside = [];
  tab.on('request', (r) => {
    if (!r.url().startsWith('http://127.0.0.1:')) outside.push(r.url());
  });
  tab.on('pageerror', (e) => console.error(String(e)));
  await tab.goto(page);
  await tab.waitForFunction(() => window.done, null, { timeout: 60_000 });
  const fault = await tab.evaluate(() => window.fault);
  if (fault || outside.length > 0) {
    console.error(fault ?? '', outside.join('\n'));
    process.exitCode = 1;
  }
} finally {
  await browser.close();
}
