// The true program on an empty folder, and a small shop's orders.
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** freePort asks the system for one. */
const freePort = () =>
  new Promise((resolve) => {
    const s = createServer().listen(0, '127.0.0.1', () => {
      const { port } = s.address();
      s.close(() => resolve(port));
    });
  });

/** program starts the binary and gives its one-time link once it prints it. */
export async function program(spawn, binary, data) {
  const origin = `http://127.0.0.1:${await freePort()}`;
  const child = spawn(binary, ['serve', '--data', data, '--listen', origin.slice(7)], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  const gone = new Promise((resolve) => child.on('exit', resolve));
  for (let i = 0; i < 200 && !/\/setup[#?]\S+/.test(said); i++) await Promise.race([pause(100), gone]);
  const link = /http\S+\/setup[#?]\S+/.exec(said)?.[0];
  if (!link) {
    child.kill();
    throw new Error(`the program did not print its link:\n${said}`);
  }
  return {
    origin,
    link,
    async stop() {
      child.kill('SIGTERM');
      await Promise.race([gone, pause(10_000)]);
    },
  };
}

/** file gives a year of orders of 300 customers, the same each time; a few rows cannot be read. */
export function file() {
  let seed = 11;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const today = Date.now();
  const rows = ['customer,order,date,total,product,name,email'];
  for (let c = 0; c < 300; c++) {
    const gap = 8 + random() * 60;
    const leaves = random() * 500;
    let order = 0;
    for (let day = 360 * random(); day > 0 && 365 - day < leaves; day -= gap * (0.4 + random() * 1.2)) {
      const at = new Date(today - day * 86_400_000).toISOString().slice(0, 10);
      rows.push(`M${1000 + c},${1000 + c}-${++order},${at},${(40 + random() * 200).toFixed(2)},Longjing 50 g,${c === 7 ? '王小磊' : `Customer ${1000 + c}`},c${1000 + c}@mail.test`);
    }
  }
  rows.push('M1001,9001,some day,12.00,Tray,Customer 1001,', 'M1002,9002,2026-01-03,much,Tray,Customer 1002,');
  return `${rows.join('\n')}\n`;
}

const day = 86_400_000;
const at = (days) => new Date(Date.now() - days * day).toISOString();

/** events gives what a shop tells besides its orders of old: visits, promises kept and not kept, contacts that several share. */
export function events() {
  const all = [];
  const add = (type, who, when, more) => all.push({ type, messageId: `w-${all.length}`, timestamp: at(when), ...who, ...more });
  const pages = [['/', 'Home'], ['/tea', 'Teas'], ['/tea/longjing', 'Longjing 50 g'], ['/cart', 'Cart'], ['/checkout', 'Checkout'], ['/story', 'Our story']];
  const view = (who, when, [path, title], referrer) =>
    add('page', who, when, { name: title, properties: { path, title, url: `https://tea.example${path}`, ...(referrer && { referrer: `https://${referrer}/` }) } });
  for (let i = 0; i < 60; i++) {
    const who = i % 3 ? { anonymousId: `browser-${i}` } : { userId: `M${1000 + i}` };
    const begin = (i % 14) + 0.2 + (i % 7) / 100;
    for (let k = 0; k <= i % 5; k++) view(who, begin - k * 0.001 * (1 + (i % 4)), pages[(k + (i % 2)) % 6], k === 0 && i % 4 === 0 ? 'www.baidu.com' : '');
  }
  // One customer with visits worth looking at.
  pages.slice(0, 5).forEach((page, k) => view({ userId: 'M1007' }, 1.5 - k * 0.0015 * (k + 1), page, k ? '' : 'www.baidu.com'));
  const order = (userId, id, ordered, promised, total) =>
    add('track', { userId }, ordered, { event: 'Order Completed', properties: { order_id: id, total, currency: 'CNY', promised_at: at(promised), products: [{ product_id: 'g-1', name: 'Gaiwan', price: total, quantity: 1 }] } });
  order('M1007', 'W-100', 9, 6, 268);
  order('M1012', 'W-101', 5, 2, 128.5);
  order('C-20418', 'W-102', 3, 0.4, 86); // nobody told this one's name
  order('M1020', 'W-103', 1, -1, 199);
  order('M1031', 'W-104', 8, 5, 340);
  add('track', { userId: 'M1031' }, 3, { event: 'Order Delivered', properties: { order_id: 'W-104' } });
  for (const [userId, name] of [['K-1', 'Zhao Min'], ['K-2', 'Min Zhao']]) {
    add('identify', { userId }, 4, { traits: { name, email: 'zhao.min@mail.test', city: 'Hangzhou' } });
  }
  for (let i = 0; i < 25; i++) add('identify', { userId: `T-${i}` }, 4, { traits: { name: `Walk-in ${i}`, phone: '+862168881234' } });
  return all;
}
