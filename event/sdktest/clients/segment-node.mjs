// @segment/analytics-node: node segment-node.mjs ADDRESS WRITE-KEY
import { Analytics } from '@segment/analytics-node';
import { calls } from './calls.mjs';

const [host, writeKey] = process.argv.slice(2);
const analytics = new Analytics({ writeKey, host, path: '/v1/batch', flushAt: 3, maxRetries: 5 });
const faults = [];
analytics.on('error', (e) => faults.push(String(e.reason ?? e.code ?? e)));
for (const [method, call] of calls) analytics[method](call);
await analytics.closeAndFlush({ timeout: 60_000 });
if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
