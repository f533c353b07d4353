// Opens Debian's chromium, watches for console errors and foreign requests, and asks axe.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export async function launch() {
  return chromium.launch({
    executablePath: process.env.REGULARS_TEST_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

/** Watch gathers what must not happen on a page: errors on the console, requests to another host. */
export function watch(page, origin, faults) {
  // The browser itself writes down an answer of 409: a refusal, which the page words.
  page.on('console', (m) => m.type() === 'error' && !/status of 409/.test(m.text()) && faults.push(`console: ${m.text()} ${m.location().url} (${page.url()})`));
  page.on('pageerror', (err) => faults.push(`page: ${err.message} (${page.url()})`));
  page.on('request', (r) => {
    const url = new URL(r.url());
    if (/^https?:$/.test(url.protocol) && url.origin !== origin) faults.push(`foreign request: ${url.origin} (${page.url()})`);
  });
}

/** Inspect runs axe and gives its violations as lines. */
export async function inspect(page, name) {
  // The page's policy forbids foreign scripts; axe comes in through the debugger instead.
  await page.evaluate(axe);
  const found = await page.evaluate(() =>
    globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }),
  );
  return found.violations.map((v) => `axe ${v.id} on ${name}: ${v.nodes.slice(0, 3).map((n) => `${n.target.join(' ')} ${n.failureSummary?.split('\n')[1] ?? ''}`).join(' | ')}`);
}

/** Settled waits until nothing is loading any more. */
export async function settled(page) {
  await page.waitForLoadState('domcontentloaded');
  await page.waitForFunction(() => !document.querySelector('.bone, .splash, .moving') && document.querySelector('h1'), undefined, { timeout: 15_000 });
  await page.waitForFunction(() => [...document.querySelectorAll('.chart')].every((c) => c.querySelector('canvas')));
}
