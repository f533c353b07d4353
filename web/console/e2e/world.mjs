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
