// @rudderstack/rudder-sdk-node: node rudder-node.mjs ADDRESS WRITE-KEY
import Analytics from '@rudderstack/rudder-sdk-node';
import { calls } from './calls.mjs';

const [address, writeKey] = process.argv.slice(2);
const faults = [];
const analytics = new Analytics(writeKey, {
  dataPlaneUrl: address, flushAt: 3, retryCount: 5, logLevel: 'error', errorHandler: (e) => faults.push(String(e)),
});
for (const [method, call] of calls) analytics[method](call);
await analytics.flush();
while (!analytics.queueIsEmpty?.() && (analytics.queue?.length ?? 0) > 0) await analytics.flush();
if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
