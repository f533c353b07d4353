// Makes src/api/schema.d.ts from the API's golden file, so that the console and the server cannot drift apart.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import openapi, { astToString } from 'openapi-typescript';

const golden = new URL('../../../api/testdata/openapi.json', import.meta.url);
const out = fileURLToPath(new URL('../src/api/schema.d.ts', import.meta.url));
if (!existsSync(golden)) {
  console.error('types: api/testdata/openapi.json is missing; run the tests of package api with -update first');
  process.exit(1);
}
const text = `// Generated from api/testdata/openapi.json; do not edit.\n${astToString(await openapi(golden))}`;
if (!existsSync(out) || readFileSync(out, 'utf8') !== text) writeFileSync(out, text);
