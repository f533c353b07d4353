import type { Source } from './api';

export type Snippet = 'browser' | 'node' | 'go' | 'rudder' | 'curl' | 'shopify' | 'woocommerce' | 'youzan';

/** snippetsFor gives the ways in which a kind of source is connected, the usual one first. */
export function snippetsFor(kind: string): [Snippet, ...Snippet[]] {
  switch (kind) {
    case 'web':
      return ['browser', 'curl'];
    case 'shopify':
    case 'woocommerce':
    case 'youzan':
      return [kind];
    case 'app':
      return ['curl', 'rudder', 'node'];
    default:
      return ['node', 'go', 'rudder', 'curl'];
  }
}

/** snippet gives code that works as it stands, with the server's address and the source's write key in it. */
export function snippet(which: Snippet, origin: string, s: Pick<Source, 'id' | 'writeKey'>): string {
  const key = s.writeKey ?? 'YOUR_WRITE_KEY';
  const host = origin.replace(/^https?:\/\//, '');
  switch (which) {
    case 'browser':
      return `// npm install @segment/analytics-next
import { AnalyticsBrowser } from '@segment/analytics-next'

const analytics = AnalyticsBrowser.load({
  writeKey: '${key}',
  cdnURL: '${origin}',
}, {
  integrations: { 'Segment.io': { apiHost: '${host}/v1', protocol: '${origin.split(':')[0]}' } },
})

analytics.page()
analytics.identify('customer-1042', { email: 'liu.fang@example.com' })`;
    case 'node':
      return `// npm install @segment/analytics-node
import { Analytics } from '@segment/analytics-node'

const analytics = new Analytics({
  writeKey: '${key}',
  host: '${origin}',
})

analytics.track({
  userId: 'customer-1042',
  event: 'Order Completed',
  properties: {
    order_id: '20260418-17', total: 128.00, currency: 'CNY',
    products: [{ product_id: 'tea-01', name: 'Longjing 50 g', price: 128.00, quantity: 1 }],
  },
})`;
    case 'go':
      return `// go get github.com/segmentio/analytics-go/v3
client, err := analytics.NewWithConfig("${key}", analytics.Config{
	Endpoint: "${origin}",
})
if err != nil {
	return err
}
defer client.Close()

client.Enqueue(analytics.Track{
	UserId: "customer-1042",
	Event:  "Order Completed",
	Properties: analytics.NewProperties().
		Set("order_id", "20260418-17").
		SetTotal(128.00).SetCurrency("CNY"),
})`;
    case 'rudder':
      return `// npm install @rudderstack/rudder-sdk-node
import RudderAnalytics from '@rudderstack/rudder-sdk-node'

const client = new RudderAnalytics('${key}', {
  dataPlaneUrl: '${origin}',
  errorHandler: (err) => console.error(err),
})

client.track({
  userId: 'customer-1042',
  event: 'Order Completed',
  properties: { order_id: '20260418-17', total: 128.00, currency: 'CNY' },
})`;
    case 'curl':
      return `curl ${origin}/v1/track \\
  -u '${key}:' \\
  -d '{
    "userId": "customer-1042",
    "event": "Order Completed",
    "properties": {
      "order_id": "20260418-17", "total": 128.00, "currency": "CNY"
    }
  }'`;
    default:
      return `${origin}/hooks/${which}/${s.id}`;
  }
}
