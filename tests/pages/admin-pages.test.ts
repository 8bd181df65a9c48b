import type { Browser, Page } from 'playwright-core';
import { type AdminWorld, startAdminWorld } from '../admin/admin-world';
import { describeInBrowser, launchBrowser } from './chromium';
import { hindrances, LOOKS, type Look, sidewaysPixels, takePicture, type Visit, visit } from './visit';

describeInBrowser('the pages for admins', () => {
  let world: AdminWorld;
  let browser: Browser;
  let open: Visit | undefined;

  beforeAll(async () => {
    world = await startAdminWorld();
    await world.rows(
      `insert into users (id, discord_name) values (5, 'Ada <b>bold</b>'), (${world.owner}, 'Owner')`,
    );
    browser = await launchBrowser();
  }, 90_000);
  beforeEach(() => world.rows('delete from change_requests'));
  afterEach(async () => {
    await open?.end();
    open = undefined;
  });
  afterAll(async () => {
    await browser.close();
    await world.end();
  }, 30_000);

  /** Signs in as the owner of the guild, by Discord's consent page, and goes to a page. */
  async function go(path: string, look?: Look): Promise<Page> {
    open = await visit(browser, world.url, look);
    const { page, complaints } = open;
    page.setDefaultTimeout(10_000);
    await page.getByRole('link', { name: 'Sign in with Discord' }).click();
    await page.getByRole('link', { name: 'who owns the guild' }).first().click();
    await page.getByRole('heading', { name: 'Welcome' }).waitFor();
    // Nobody was signed in at first, and Discord's page is another's.
    complaints.length = 0;
    await page.goto(world.url + path);
    return page;
  }

  const PAGES: [name: string, path: string, sign: string | RegExp][] = [
    ['home', '/', 'Changed last'],
    ['categories', '/categories', 'Worth more'],
    ['category', '/categories/1', 'Reaction received'],
    ['category-new', '/categories/new', 'Create this category'],
    ['achievements', '/achievements', 'Hello World'],
    ['achievement', '/achievements/1', 'What members read.'],
    ['seasons', '/seasons', 'Season 1'],
    ['season', '/seasons/1', 'End this season now'],
    ['quests', '/quests', 'There is no quest in force.'],
    ['quest-new', '/quests/new', 'Create this quest'],
    ['settings', '/settings', 'XP base message'],
    ['members', '/members', 'Ada <b>bold</b>'],
    ['member', '/members/5', 'Erase this member'],
    ['lake', '/lake', 'Room it takes'],
    ['data-sources', '/data-sources', 'Kinds of facts'],
    ['dead-letters', '/dead-letters', 'Everything was read and applied.'],
    ['audit', '/audit', 'the system'],
    ['api-keys', '/api-keys', 'Make a key'],
  ];

  test.each(Object.keys(LOOKS) as Look[])(
    'each page is whole, and hinders nobody: %s',
    async (look) => {
      const page = await go('/', look);
      for (const [name, path, sign] of PAGES) {
        await page.goto(world.url + path);
        await page.getByText(sign).first().waitFor();
        await page.waitForLoadState('networkidle');
        await takePicture(page, `admin-${name}-${look}`);
        expect([name, await hindrances(page), await sidewaysPixels(page)]).toEqual([name, [], 0]);
        expect([name, open?.complaints]).toEqual([name, []]);
      }
    },
    180_000,
  );

  test('who administers nothing is told so, and a page is shown to nobody who is not signed in', async () => {
    open = await visit(browser, `${world.url}/settings`);
    await open.page.getByText('Sign in with Discord').waitFor();
    await open.page.goto(`${world.url}/v1/admin/sign-in`);
    await open.page.goto(`${open.page.url()}&as=${world.members[0]}`);
    await open.page.getByText('You administer none of the community’s guilds').waitFor();
  }, 30_000);

  const setting = async (key: string) =>
    (await world.rows<{ value_json: string }>(`select value_json from settings where key = '${key}'`))[0]
      ?.value_json;

  test('a setting that cannot be is complained of at its field while it is typed; one that can is saved, with its reason', async () => {
    const page = await go('/settings');
    const field = page.getByLabel('XP base message');
    await field.fill('-3');
    await page.getByText('A whole number from 0 to 1,000,000.').waitFor();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    const save = page.getByRole('button', { name: 'Save', exact: true });
    expect(await save.isDisabled()).toBe(true);
    await field.fill('16');
    await page.getByPlaceholder('Kept in the audit trail').fill('Messages were worth too little');
    await save.click();
    await page.getByText('One setting is in force.').waitFor();
    expect(await setting('xp_base_message')).toBe('16');
    expect((await world.audit()).at(-1)).toMatchObject({
      before_snapshot: { xp_base_message: 15 },
      after_snapshot: { xp_base_message: 16 },
      reason: 'Messages were worth too little',
    });
    await page.goto(`${world.url}/audit`);
    await page.getByText('Messages were worth too little').click();
    expect(await page.locator('details[open] del').textContent()).toBe('15');
    expect(await page.locator('details[open] ins').textContent()).toBe('16');
  }, 30_000);

  test('what was changed meanwhile is not overwritten', async () => {
    const page = await go('/categories/1');
    await page.getByLabel('Name', { exact: true }).fill('Seen before');
    await world.rows(`update categories set name = 'Changed meanwhile' where id = 1`);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('It was changed since you read it.').waitFor();
    await page.getByRole('button', { name: 'Read it again' }).click();
    await page.getByRole('heading', { name: 'Changed meanwhile' }).waitFor();
  }, 30_000);

  test('a category is made, given a channel and a multiplier, and taken out of force', async () => {
    const page = await go('/categories/new');
    await page.getByLabel('Name', { exact: true }).fill('Workshop');
    await page.getByRole('button', { name: 'Create this category' }).click();
    await page.getByText('The category is in force.').waitFor();
    await page.getByRole('link', { name: 'Workshop' }).click();
    await page.getByLabel('Message, XP').fill('2.5');
    await page.locator('.channels label').first().click();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved, and in force.').waitFor();
    const [made] = await world.rows<{ channels: number; xp: number }>(
      `select (select count(*)::int from category_channels where category_id = c.id) as channels,
        (select xp_multiplier from category_multipliers where category_id = c.id) as xp
        from categories c where name = 'Workshop'`,
    );
    expect(made).toEqual({ channels: 1, xp: 2.5 });
    await page.getByRole('button', { name: 'Take out of force' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take out of force' }).click();
    await page.getByText('“Workshop” is not in force any more.').waitFor();
  }, 30_000);

  test('what the server refuses is told at the field it is about', async () => {
    const page = await go('/achievements/new');
    await page.getByLabel('Name', { exact: true }).fill('Talker');
    await page.getByLabel('Description').fill('Talks a lot.');
    await page.getByRole('button', { name: 'Create this achievement' }).click();
    const field = page.locator('[data-field="requirement_field"]');
    await field.getByText('must name the counter').waitFor();
    await field.getByRole('combobox').selectOption('messages_sent');
    await page.getByRole('button', { name: 'Create this achievement' }).click();
    await page.getByText('can never be met without a value').waitFor();
    await page.getByLabel('At least').fill('5');
    await page.getByRole('button', { name: 'Create this achievement' }).click();
    await page.getByText('The achievement is in force.').waitFor();
  }, 30_000);

  test('a member is awarded by the engine, and erased only when their id was typed', async () => {
    const page = await go('/members/5');
    await page.getByLabel('XP', { exact: true }).fill('120');
    await page.getByLabel('Why', { exact: true }).first().fill('Helped everybody');
    await page.getByRole('button', { name: 'Award', exact: true }).click();
    await page.getByText('Awarded.').waitFor();
    await page.locator('.figures').getByText('120').waitFor();
    await page.getByRole('button', { name: 'Erase this member' }).click();
    const dialog = page.getByRole('dialog');
    const erase = dialog.getByRole('button', { name: 'Erase this member' });
    expect(await erase.isDisabled()).toBe(true);
    await dialog.getByLabel('Type 5 to go on').fill('5');
    await erase.click();
    await page.getByText('Erased.').waitFor();
    expect(await world.rows('select 1 from users where id = 5')).toEqual([]);
  }, 30_000);

  test('an API key is shown once', async () => {
    const page = await go('/api-keys');
    await page.getByLabel('Name', { exact: true }).fill('Dashboards');
    await page.getByRole('button', { name: 'Make a key' }).click();
    const secret = await page.locator('.once code').textContent();
    expect(secret).toMatch(/^synapse_/);
    await page.reload();
    await page.getByText('Dashboards').waitFor();
    expect(await page.content()).not.toContain(secret);
  }, 30_000);
});
