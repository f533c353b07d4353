// Holds the weight of pages: what a browser must load before a page can be used, gzipped.
import { readFileSync, rmSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const dist = new URL('../../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));
const limits = [
  ['sign-in', ['src/auth/SignInPage.tsx'], 250],
  ['set-up', ['src/auth/SetupPage.tsx'], 250],
];
const shell = 'src/app/Shell.tsx';
for (const page of Object.keys(manifest).filter((k) => /Page\.tsx$/.test(k) && !/SignIn|Setup/.test(k))) {
  limits.push([page.replace(/^src\//, ''), [shell, page, 'src/chart/engine.ts'], 450]);
}

const sizes = new Map();
function size(file) {
  if (!sizes.has(file)) sizes.set(file, gzipSync(readFileSync(new URL(file, dist))).length);
  return sizes.get(file);
}
function files(keys) {
  const out = new Set();
  const visit = (key) => {
    const chunk = manifest[key];
    if (!chunk || out.has(chunk.file)) return;
    out.add(chunk.file);
    (chunk.css ?? []).forEach((css) => out.add(css));
    (chunk.imports ?? []).forEach(visit);
  };
  keys.forEach(visit);
  return out;
}
/** A page counts the chart engine only when something it loads draws charts. */
function reaches(key, target, seen = new Set()) {
  if (seen.has(key)) return false;
  seen.add(key);
  const chunk = manifest[key];
  return !!chunk && ((chunk.dynamicImports ?? []).includes(target) || (chunk.imports ?? []).some((k) => reaches(k, target, seen)));
}

let failed = false;
const words = Math.max(...['src/i18n/en/index.ts', 'src/i18n/zh/index.ts'].map((k) => (manifest[k] ? size(manifest[k].file) : 0)));
for (const [name, keys, limit] of limits) {
  const page = keys.at(-2) ?? keys[0];
  const wanted = keys.filter((k) => k !== 'src/chart/engine.ts' || reaches(page, k));
  const total = [...files(['index.html', ...wanted])].reduce((n, f) => n + size(f), 0) + words;
  const kB = Math.round(total / 1000);
  const bad = kB > limit;
  failed ||= bad;
  console.log(`${bad ? 'TOO BIG ' : ''}${name}: ${kB} kB of ${limit} kB`);
}
// The manifest was for this; the program does not carry it.
rmSync(new URL('.vite/', dist), { recursive: true });
if (failed) process.exit(1);
