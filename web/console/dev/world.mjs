// A small made-up shop for looking at the console without a server. Never part of the product.
let seed = 7;
const random = () => ((seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648);
const pick = (list) => list[Math.floor(random() * list.length)];
const day = 86_400_000;
export const now = Date.now();
const iso = (t) => new Date(t).toISOString();
const money = (minor) => ({ minor: Math.round(minor), currency: 'CNY' });

const people = ['林 美', '王磊', '张晓雨', 'Olivia Brown', '陈思远', '刘芳', 'Daniel Weber', '赵敏', '黄志强', 'Sophie Martin', '吴倩', '周杰', '徐静', 'Kevin Tan', '孙丽', '马超', '朱婷', 'Grace Lin', '胡军', '郭雪', '何伟', '高洁', '罗文', 'Emma Clarke', '宋佳', '谢宇'];
const goods = ['Longjing 50 g', '白毫银针 30 g', '手冲壶', 'Tea tray, bamboo', '桂花乌龙', 'Linen apron', '陶瓷盖碗', 'Oolong sampler'];
const stages = ['new', 'active', 'active', 'active', 'at_risk', 'lost', 'won_back', 'prospect'];

export const customers = Array.from({ length: 260 }, (_, i) => {
  const orders = Math.floor(random() ** 3 * 24);
  const stage = orders === 0 ? 'prospect' : orders === 1 ? pick(['new', 'lost', 'at_risk']) : pick(stages.slice(1, 7));
  const revenue = orders * (4000 + random() * 22000);
  const last = now - (stage === 'lost' ? 260 : stage === 'at_risk' ? 120 : 25) * day * (0.4 + random());
  const tier = orders < 2 ? 'new' : revenue > 180000 ? 'A' : revenue > 60000 ? 'B' : 'C';
  const name = people[i % people.length] + (i >= people.length ? '' : '');
  return {
    id: String(1001 + i), name, email: i % 5 === 4 ? '' : `c${1001 + i}@example.com`, phone: i % 3 ? `+86138${String(10000000 + i * 7919).slice(0, 8)}` : '',
    stage, tier: orders ? tier : undefined, orders, revenue: money(revenue), value12m: orders ? money(revenue * 0.6 * (stage === 'lost' ? 0.05 : 1)) : undefined,
    lastOrderAt: orders ? iso(last) : undefined, lastSeenAt: iso(last + day), firstSeenAt: iso(last - 300 * day),
    churnRisk: orders ? { active: 'low', new: 'medium', won_back: 'medium', at_risk: 'high', lost: 'lost' }[stage] : undefined,
  };
});

export function customer(row) {
  return {
    id: row.id, name: row.name, kind: 'person', emails: row.email ? [{ value: row.email, valid: true }] : [], phones: row.phone ? [{ value: row.phone, valid: true }] : [],
    identities: [{ kind: 'user_id', value: `member-${row.id}` }, { kind: 'email', value: row.email || 'x@example.com' }, { kind: 'anonymous_id', value: '9f0c1a74-6a55-4f0f-9c39-08a0a8f5d0b1' }],
    traits: { city: '杭州', birthday: '1988-04-18', gender: 'female', newsletter: true }, attributes: {}, firstSeenAt: row.firstSeenAt, lastSeenAt: row.lastSeenAt,
  };
}

export function worth(row) {
  if (!row.orders) return undefined;
  return {
    asOf: iso(now), rfm: { r: 4, f: 3, m: 5, recencyDays: 24, occasions: row.orders, orders: row.orders, monetary: row.revenue },
    tier: { name: row.tier, since: iso(now - 90 * day), why: { code: 'tier_by_value', params: { worth: row.value12m.minor, cut: 90000 } } },
    stage: { name: row.stage, since: iso(now - 40 * day), why: { code: `stage_${row.stage}`, params: { silentDays: 24, days: 24, gapBefore: 200 } } },
    modelled: true, value12m: { mid: row.value12m, low: money(row.value12m.minor * 0.3), high: money(row.value12m.minor * 2.1) },
    order90: 0.724, nextOrder: iso(now + 9 * day), gapDays: 31,
    churn: { level: row.churnRisk, probability: 0.276, clues: [{ code: 'silent_long', value: 64.2, reference: 31.4 }, { code: 'chance_fell', value: 0.31, reference: 0.84 }] },
    action: { code: row.churnRisk === 'high' ? 'call_now' : 'second_order', params: { silentDays: 64, nextDays: 9 } },
  };
}

export function timeline() {
  const items = [];
  const add = (ago, type, name, channel, extra = {}) => items.push({ seq: String(9000 - items.length), time: iso(now - ago * day), type, name, channel, source: 'Web shop', ...extra });
  add(0.1, 'page', 'Tea of the month', 'web', { body: { title: 'Tea of the month' } });
  add(0.11, 'track', 'Product Added', 'web', { body: { name: '白毫银针 30 g' } });
  add(1.2, 'track', 'Hotline Called', 'hotline', { body: { topic: 'delivery', minutes: 6 } });
  add(1.4, 'track', 'Order Delivered', 'server', { order: '20261118-31', late: true });
  add(5, 'track', 'Order Shipped', 'server', { order: '20261118-31' });
  add(6, 'track', 'Order Completed', 'web', { order: '20261118-31', amount: money(26800), body: { products: goods.slice(0, 4).map((name, i) => ({ name, quantity: i + 1 })) } });
  add(6.01, 'track', 'Value Tier Changed', '', { body: { from: 'B', to: 'A' } });
  add(20, 'track', 'Product Reviewed', 'app', { body: { name: '手冲壶', rating: 4, text: '出水很稳，包装可以再结实一点。' } });
  add(24, 'track', 'Order Refunded', 'store', { order: '20261029-08', amount: money(-4200) });
  add(26, 'identify', '', 'app', { body: { city: '杭州', birthday: '1988-04-18' } });
  add(31, 'track', 'Order Completed', 'store', { order: '20261029-08', amount: money(8600), body: { products: [{ name: '桂花乌龙', quantity: 2 }] } });
  return items;
}

export const orders = [0, 1, 2, 3].map((i) => ({
  id: `202611${18 - i}-${31 + i}`, at: iso(now - (6 + i * 28) * day), status: ['delivered', 'completed', 'partly_refunded', 'cancelled'][i], total: money(26800 - i * 5200),
  refunded: i === 2 ? money(4200) : undefined, late: i === 0, promisedAt: iso(now - 3 * day), deliveredAt: iso(now - 1.4 * day),
  lines: [{ name: goods[i], quantity: 1 + i, amount: money(12800) }, { name: goods[i + 2], quantity: 1, amount: money(8800) }],
}));

export function overview(days) {
  const rows = Array.from({ length: days }, (_, i) => {
    const t = now - (days - 1 - i) * day;
    const wave = 1 + 0.35 * Math.sin(i / 7) + 0.2 * Math.sin(i / 30);
    const n = Math.round(46 * wave * (0.7 + random() * 0.6));
    return { day: iso(t).slice(0, 10), orders: n, revenueMinor: n * 11800 + Math.round(random() * 90000), refundsMinor: Math.round(n * 300 * random()), newCustomers: Math.round(n * 0.28) };
  });
  return {
    asOf: iso(now), historical: false, currency: 'CNY', otherCurrencies: [],
    customers: {
      total: 5036, newIn30d: 214, previousNewIn30d: 188,
      byStage: [['prospect', 402], ['new', 611], ['active', 2240], ['at_risk', 688], ['lost', 1010], ['won_back', 85]].map(([stage, count]) => ({ stage, count })),
      byTier: [['A', 871], ['B', 1302], ['C', 2190], ['new', 673]].map(([tier, count]) => ({ tier, count })),
    },
    days: rows, repurchaseRate: { value: 0.418, previous: 0.396, n: 3120 }, repurchase30: { value: 0.187, previous: 0.201, n: 604 },
    repurchaseCycle: { medianDays: 41, previous: 46, n: 8420 }, valueAtRisk: { amount: money(48612300), customers: 312, previous: money(45100000) },
    cohorts: Array.from({ length: 12 }, (_, i) => {
      const at = new Date(now);
      at.setUTCMonth(at.getUTCMonth() - 11 + i, 1);
      const size = 150 + Math.round(random() * 120);
      return { month: at.toISOString().slice(0, 7), customers: size, returned: Array.from({ length: 11 - i }, (_, j) => Math.round((size * (0.34 + 0.1 * random())) / (1 + j * 0.22))) };
    }),
  };
}

const subject = (what, id, name) => ({ what, id, name, at: iso(now) });
export const today = {
  asOf: iso(now), historical: false, blind: [],
  alarms: [
    { code: 'source_silent', params: { usual: 420 }, count: 1, since: iso(now - 1.3 * day), subjects: [subject('source', 's3', '徐汇门店')] },
    { code: 'job_failed', params: { kind: 'import', attempts: 5 }, count: 1, since: iso(now - 0.6 * day), subjects: [subject('job', 'j3', 'import')] },
  ],
  tasks: [
    { code: 'orders_overdue', params: { more: false }, count: 6, amount: money(148_000), since: iso(now - 0.9 * day), subjects: [1, 2, 3].map((i) => ({ ...subject('order', `2026111${i}-3`, ''), customer: { id: String(1004 + i), name: people[i] } })) },
    { code: 'value_slipping', params: { days: 7 }, count: 4, amount: money(1_412_000), subjects: [4, 5].map((i) => subject('customer', String(1001 + i), people[i])) },
  ],
  odd: [{ code: 'events_refused', params: { day: 18204 }, count: 37, since: iso(now - 0.2 * day), subjects: [subject('source', 's1', 'Web shop')] }],
};

export const sources = [
  { id: 's1', name: 'Web shop', kind: 'web', writeKey: 'wk_4f7a1c9be2d05c6b8a31', enabled: true, signed: false, hasSecret: false, origins: [], createdAt: iso(now - 300 * day) },
  { id: 's2', name: 'Back end', kind: 'server', writeKey: 'wk_0f7a1c9be2d05c6b8a32', enabled: true, signed: false, hasSecret: false, origins: [], createdAt: iso(now - 300 * day) },
  { id: 's3', name: '徐汇门店', kind: 'app', writeKey: 'wk_9f7a1c9be2d05c6b8a33', enabled: true, signed: false, hasSecret: false, origins: [], createdAt: iso(now - 200 * day) },
  { id: 's4', name: 'Shopify', kind: 'shopify', writeKey: 'wk_8f7a1c9be2d05c6b8a34', enabled: false, signed: true, hasSecret: true, origins: [], createdAt: iso(now - 20 * day) },
];
export const activity = [
  { sourceId: 's1', lastEventAt: iso(now - 40_000), events24h: 18_204, refused24h: 12, usualPerDay: 17_000, silent: false },
  { sourceId: 's2', lastEventAt: iso(now - 400_000), events24h: 2_114, refused24h: 0, usualPerDay: 2_000, silent: false },
  { sourceId: 's3', lastEventAt: iso(now - 1.3 * day), events24h: 0, refused24h: 0, usualPerDay: 420, silent: true },
];

export const held = Array.from({ length: 37 }, (_, i) => ({
  id: `q${i}`, state: 'open', source: { id: 's1', name: 'Web shop' }, receivedAt: iso(now - i * 1_800_000), firstReceivedAt: iso(now - day), times: 1,
  reason: ['required', 'number', 'time'][i % 3], field: ['properties.order_id', 'properties.total', 'timestamp'][i % 3], message: 'this is not a number', name: 'Order Completed', type: 'track', bytes: 612,
  event: { type: 'track', event: 'Order Completed', userId: 'member-1004', messageId: `m-${i}`, properties: { order_id: '', total: 'viele', currency: 'CNY' } },
}));

const fit = (name, values, logLikelihood, customers) => ({ name, logLikelihood, customers, parameters: Object.entries(values).map(([key, value]) => ({ name: key, value, low: value * 0.9, high: value * 1.1 })) });
const bins = (scale) => Array.from({ length: 10 }, (_, i) => ({ customers: 231, low: 0, high: 1, predicted: scale * (0.04 + i * 0.09), observed: scale * Math.max(0, 0.05 + i * 0.088 + (random() - 0.5) * 0.06) }));
export const models = {
  asOf: iso(now).slice(0, 10), runAt: iso(now - 0.3 * day), currency: 'CNY', customers: 4634, cycleDays: 41,
  models: [
    fit('bg/nbd', { r: 0.242595, alpha: 4.4136, a: 0.79292, b: 2.42591 }, -9582.4292, 4634), fit('mbg/nbd', { r: 0.52484, alpha: 6.18309, a: 0.89136, b: 1.614 }, -9582.1357, 4634),
    fit('pareto/nbd', { r: 0.55328, alpha: 10.5777, s: 0.60624, beta: 11.6687 }, -9594.9762, 4634), fit('gamma-gamma', { p: 6.24957, q: 3.74422, v: 15.44352 }, -4055.9177, 2946),
  ],
  total: { customers: 4634, orders: 9120, value: money(112_480_000), low: money(104_100_000), high: money(121_300_000) }, cuts: { a: money(92_000), b: money(31_500) },
  backtest: { asOf: iso(now - 90 * day).slice(0, 10), days: 90, customers: 2310, ordered: 911, ordersBias: 0.031, valueBias: -0.012, chanceError: 0.014, brier: 0.13, auc: 0.791, inInterval: 0.957, chance: bins(1), value: bins(600) },
};
const move = (from, row) => ['A', 'B', 'C', 'new'].map((to, i) => ({ from, to, customers: row[i], value: money(row[i] * 40_000) }));
export const migration = {
  from: '2026-10', to: '2026-11', months: ['2026-11', '2026-10', '2026-09'], currency: 'CNY',
  moves: [...move('A', [790, 61, 4, 0]), ...move('B', [88, 1102, 96, 0]), ...move('C', [9, 141, 1960, 0]), ...move('new', [12, 31, 140, 318]), ...move('', [0, 0, 0, 214])],
};
export const rules = { shareA: 0.2, shareB: 0.3, amountA: 0, amountB: 0, newDays: 60, atRiskDays: 90, lostDays: 180 };
export const status = {
  intake: { perSecond: 12.4, last24h: 20318, quarantined24h: 37, lastEventAt: iso(now - 4000) },
  followers: [{ name: 'customers', backlog: 0, skipped: 0 }, { name: 'orders', backlog: 2, skipped: 0 }, { name: 'scores', backlog: 14, skipped: 1 }, { name: 'warehouse', backlog: 310, skipped: 0 }],
  log: { events: 412_880, firstAt: iso(now - 90 * day), lastAt: iso(now - 4000) }, sizes: [{ name: 'row_store', bytes: 412_000_000 }, { name: 'warehouse', bytes: 96_000_000 }],
  version: '0.2.0', startedAt: iso(now - 3 * day),
};
export const staff = ['Lin Mei', '王磊', 'Ana Gomez'].map((name, i) => ({
  id: `p${i}`, name, email: `${['lin', 'wang', 'ana'][i]}@example.com`, role: ['owner', 'manager', 'agent'][i], disabled: false, invited: i === 2, createdAt: iso(now - 100 * day), signedInAt: i === 2 ? undefined : iso(now - i * day),
}));
export const keys = [{ id: 'k1', name: 'Nightly export', prefix: 'rk_a1b2c3', permissions: ['customers:read', 'customers:export'], createdAt: iso(now - 50 * day), usedAt: iso(now - 0.4 * day) }];
export const actions = ['source.added', 'key.made', 'staff.invited', 'session.begun'].map((what, i) => ({
  id: `a${i}`, at: iso(now - i * 0.3 * day), actorKind: 'staff', actorId: 'p0', actorName: 'Lin Mei', what, targetKind: 'source', targetId: 's1', detail: { name: ['Shopify', 'Nightly export', 'Ana Gomez', ''][i] },
}));
export const imports = [
  { id: 'i1', kind: 'orders', fileName: 'orders-2025.csv.gz', state: 'running', createdAt: iso(now - 60_000), rows: 1_204_000, done: 402_118, taken: 401_900, already: 0, refused: 218, secondsLeft: 74, reasons: [{ reason: 'time', count: 210, examples: [{ row: 118, column: 'date' }, { row: 4402, column: 'date' }] }, { reason: 'number', count: 8, examples: [{ row: 90, column: 'total' }] }] },
  { id: 'i2', kind: 'customers', fileName: 'members.csv', state: 'done', createdAt: iso(now - 2 * day), rows: 5200, done: 5200, taken: 5190, already: 0, refused: 10, reasons: [] },
  { id: 'i3', kind: 'orders', fileName: 'till-october.csv', state: 'uploaded', createdAt: iso(now - 3_600_000), rows: 0, done: 0, taken: 0, already: 0, refused: 0, columns: ['kunde', 'beleg', 'datum', 'summe', 'artikel'], sample: [['K-1001', '88123', '2026-10-03', '128.00', 'Longjing 50 g'], ['K-1002', '88124', '2026-10-03', '64.50', '手冲壶']], guess: { customer: 'kunde', time: 'datum', amount: 'summe' } },
  { id: 'i4', kind: 'orders', fileName: 'till-september.csv', state: 'checked', createdAt: iso(now - 7_200_000), rows: 18_400, done: 18_400, taken: 18_211, already: 120, refused: 69, reasons: [{ reason: 'time', count: 69, examples: [{ row: 118, column: 'date' }] }] },
];
export const jobs = [
  { id: 'j1', kind: 'import', state: 'running', done: 402_118, total: 1_204_000, secondsLeft: 74, createdAt: iso(now - 60_000), link: '/data/imports/i1' },
  { id: 'j2', kind: 'scores', state: 'done', done: 5036, total: 5036, createdAt: iso(now - 0.3 * day), finishedAt: iso(now - 0.3 * day) },
];
