// The calls that every client makes, as arguments of its methods.
export const past = new Date('2026-01-15T08:30:00.250Z');

export const calls = [
  ['identify', { userId: 'u-1', traits: { email: 'lin@example.com', name: '林' } }],
  ['track', { userId: 'u-1', event: 'Product Viewed', properties: { product_id: 'tea-7', price: 19.9 } }],
  ['page', { anonymousId: 'a-1', name: 'Tea', properties: { path: '/tea' } }],
  ['screen', { anonymousId: 'a-1', name: 'Cart', properties: {} }],
  ['group', { userId: 'u-1', groupId: 'g-1', traits: { name: 'Tea House' } }],
  ['alias', { userId: 'u-1', previousId: 'a-1' }],
  ['track', {
    userId: 'u-1', event: 'Order Completed', timestamp: past,
    properties: { order_id: 'A-77', total: 128.05, currency: 'CNY', products: [{ product_id: 'tea-7', price: 64.025, quantity: 2 }] },
  }],
];
