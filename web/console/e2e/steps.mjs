// What a person does on their first day, in order.
import assert from 'node:assert/strict';
import { settled } from './browser.mjs';

const owner = { name: 'Lin Mei', email: 'lin@example.com', password: 'a cup of longjing tea' };

export const steps = {
  async 'the set-up link opens a workspace'({ page, server }) {
    await page.goto(server.link);
    await page.getByLabel('Name of the brand').fill('Mountain Tea');
    await page.getByLabel('Currency').selectOption('CNY');
    await page.getByLabel('Time zone').selectOption('Asia/Shanghai');
    await page.getByLabel('Your name').fill(owner.name);
    await page.getByLabel('E-mail').fill(owner.email);
    await page.getByLabel('Password').fill(owner.password);
    await page.getByRole('button', { name: 'Open the workspace' }).click();
    await page.waitForURL('**/today');
    await settled(page);
    await page.getByText('Nothing needs you now').waitFor();
  },
  async 'an empty workspace teaches'({ page }) {
    await page.getByRole('link', { name: 'Customers', exact: true }).click();
    await page.getByRole('heading', { name: 'No customers yet' }).waitFor();
    await page.getByRole('button', { name: 'Import a file' }).click();
    await page.waitForURL('**/data/imports/new');
  },
  async 'a file is mapped, tried and imported'({ page, orders }) {
    await settled(page);
    await page.locator('input[type=file]').setInputFiles(orders);
    await page.getByRole('heading', { name: 'Which column is which?' }).waitFor();
    await page.getByText('our guess').first().waitFor();
    await page.getByRole('button', { name: 'Start the dry run' }).click();
    await page.getByText('Why rows are refused').waitFor({ timeout: 60_000 });
    await page.getByText('The date is missing or cannot be read').waitFor();
    await page.getByRole('button', { name: /^Import .* rows$/ }).click();
    await page.getByText(/rows taken/).waitFor({ timeout: 60_000 });
  },
  async 'customers are scored'({ page, context, server }) {
    await page.goto(`${server.origin}/data/models`);
    await settled(page);
    await page.getByRole('button', { name: 'Score everybody now' }).click();
    for (let i = 0; i < 120; i++) {
      const [first] = (await (await context.request.get(`${server.origin}/api/v1/customers?sort=-value&limit=1`)).json()).items;
      if (first?.tier && first.value12m?.minor > 0) return;
      await page.waitForTimeout(500);
    }
    assert.fail('nobody has a value after a minute');
  },
  async 'a customer is found by keyboard alone'({ page, server }) {
    await page.goto(`${server.origin}/today`);
    await settled(page);
    await page.keyboard.press('/');
    await page.keyboard.type('王小');
    await page.getByRole('option', { name: /王小磊/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: '王小磊' }).waitFor();
    await page.getByText('What to do now').waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('quaran');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/data/quarantine');
  },
  async 'the list keeps its filters in the address and opens beside itself'({ page, server }) {
    await page.goto(`${server.origin}/customers?sort=-value&tier=A`);
    await settled(page);
    const rows = page.locator('tbody tr');
    await rows.first().waitFor();
    await rows.first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(/open=\d+/);
    await page.getByRole('complementary').getByRole('button', { name: 'Open page' }).waitFor();
    await page.keyboard.press('Escape');
    await page.waitForURL((url) => !url.searchParams.has('open'));
    await page.getByLabel('Name, e-mail, phone or id').fill('nobody of that name');
    await page.getByRole('heading', { name: 'Nobody matches' }).waitFor();
    await page.getByRole('link', { name: 'Show everyone' }).click();
    await page.waitForURL((url) => url.search === '');
  },
  async 'the list is taken out as CSV'({ page, server }) {
    await page.goto(`${server.origin}/customers?sort=-value`);
    await settled(page);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Export CSV' }).click()]);
    assert.equal(download.suggestedFilename(), 'customers.csv');
  },
  async 'a source is added and watched live'({ page, context, server }) {
    await page.goto(`${server.origin}/data/sources?new=1`);
    await settled(page);
    await page.getByLabel('Name', { exact: true }).fill('Web shop');
    await page.getByRole('button', { name: 'Make the source' }).click();
    await page.waitForURL(/sources\/\w+$/);
    await page.getByText('listening').waitFor();
    const [source] = (await (await context.request.get(`${server.origin}/api/v1/sources`)).json()).items;
    server.writeKey = source.writeKey;
    await send(context, server, 'Product Viewed', { name: 'Gaiwan', product_id: 'g-1' });
    await page.locator('.tail').getByText('Product Viewed').waitFor();
  },
  async 'a bad event is held, mended and replayed'({ page, context, server }) {
    await send(context, server, 'Order Completed', { order_id: 'W-1', total: 'very much', currency: 'CNY' });
    await page.goto(`${server.origin}/data/quarantine`);
    await settled(page);
    await page.getByRole('row', { name: /Order Completed/ }).click();
    const box = page.getByLabel('The event as it came');
    await box.waitFor();
    await box.fill((await box.inputValue()).replace('"very much"', '128.00'));
    await page.getByRole('button', { name: 'Mend and replay' }).click();
    await page.getByText('Taken. It is on its way').waitFor();
    await page.getByRole('heading', { name: 'Nothing is held' }).waitFor();
    await send(context, server, 'Order Completed', { order_id: '', total: 12, currency: 'CNY' }); // stays, for the pictures
  },
  async 'the language changes at once and stays'({ page, server }) {
    await page.goto(`${server.origin}/today/overview`);
    await settled(page);
    await page.getByRole('button', { name: /Lin Mei/ }).click();
    await page.getByRole('menuitem', { name: '简体中文' }).click();
    await page.getByRole('heading', { level: 1, name: '概览' }).waitFor();
    await page.getByRole('group', { name: '复购率', exact: true }).waitFor();
    await page.reload();
    await page.getByRole('heading', { level: 1, name: '概览' }).waitFor();
    await page.getByRole('button', { name: /Lin Mei/ }).click();
    await page.getByRole('menuitem', { name: 'English' }).click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  },
  async 'every number says how it is counted'({ page }) {
    await page.getByRole('button', { name: 'How is this counted? Repurchase rate' }).click();
    await page.getByText(/share who, by its end, had bought/).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'More about Customers by stage' }).click();
    await page.getByRole('menuitem', { name: 'Show as table' }).click();
    await page.getByRole('region', { name: 'Customers by stage' }).getByRole('cell', { name: 'Active' }).waitFor();
  },
  async 'somebody is invited and comes in with the link'({ page, server, context }) {
    await page.goto(`${server.origin}/settings/staff`);
    await settled(page);
    await page.getByRole('button', { name: 'Invite somebody' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Ana Gomez');
    await dialog.getByLabel('E-mail').fill('ana@example.com');
    await dialog.getByRole('button', { name: 'Make the invitation' }).click();
    const link = (await dialog.locator('.code pre').textContent()).trim();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    const other = await context.browser().newContext();
    const guest = await other.newPage();
    await guest.goto(link);
    await guest.getByLabel(/Password|密码/).fill('another cup of tea');
    await guest.getByRole('button', { name: /Begin|开始使用/ }).click();
    await guest.waitForURL('**/today');
    await guest.getByRole('link', { name: /^(Settings|设置)$/ }).waitFor();
    await other.close();
  },
  async 'signing out and in again leads back'({ page, server }) {
    await page.goto(`${server.origin}/settings/account`);
    await settled(page);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL('**/sign-in');
    await page.goto(`${server.origin}/customers?tier=A`);
    await page.waitForURL('**/sign-in?next=*');
    await page.getByLabel('E-mail').fill(owner.email);
    await page.getByLabel('Password').fill(owner.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/customers?tier=A');
    await settled(page);
  },
};

/** send sends one event as a shop's page would. */
async function send(context, server, event, properties) {
  const answer = await context.request.post(`${server.origin}/v1/track`, {
    data: { writeKey: server.writeKey, userId: 'M1007', event, properties, messageId: `e2e-${event}-${JSON.stringify(properties).length}` },
  });
  assert.equal(answer.status(), 200);
}
