import { eventually } from '@synapse/testkit';
import { ADA, type AdminVisits, historyFile, MEMBERS_FILE, startAdminVisits } from './admin-visits';
import { describeInBrowser } from './chromium';
import {
  FIRST_LOAD_BYTES,
  firstLoadBytes,
  hindrances,
  LOOKS,
  type Look,
  sidewaysPixels,
  takePicture,
} from './visit';

describeInBrowser('the pages for admins', () => {
  let visits: AdminVisits;
  let world: AdminVisits['world'];
  let go: AdminVisits['go'];
  let whatIf: string;

  beforeAll(async () => {
    visits = await startAdminVisits();
    ({ world, go } = visits);
    await askForEverything();
  }, 90_000);
  beforeEach(() => world.rows('delete from change_requests'));
  afterEach(() => visits.leave());
  afterAll(() => visits.end(), 30_000);

  /** So that pages have something to show: a what-if, a rebuild, and two files that were read. */
  async function askForEverything(): Promise<void> {
    const admin = await world.signedIn();
    const post = async (path: string, body: unknown, headers = {}) => {
      const said = await admin.ask('POST', `/v1/admin${path}`, { body, headers });
      if (said.status !== 201) throw new Error(`${path}: ${said.status} ${JSON.stringify(said.body)}`);
      return String(said.body.id);
    };
    const file = { 'content-type': 'application/octet-stream' };
    await post('/imports?format=csv&keep=xp', MEMBERS_FILE, file);
    await post('/history-imports', historyFile(world.guild.id, ['hello', 'again']), file);
    await post('/rebuilds', { repair: false });
    const multipliers = [{ category: 1, interaction: 'MESSAGE', xp: 2 }];
    const changes = { settings: { xp_base_message: 115 }, multipliers };
    whatIf = await post('/what-ifs', { changes, since: '2020-01-01T00:00:00.000Z' });
    await eventually('the runs to be done', async () => {
      const done = await world.rows(`select 1 from engine_jobs where state = 'done'`);
      return done.length === 2;
    });
  }

  const pages = (): [name: string, path: string, sign: string][] => [
    ['home', '/', 'Changed last'],
    ['setup', '/setup', 'What setting up does'],
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
    ['what-ifs', '/what-ifs', `What-if ${whatIf}`],
    ['what-if', `/what-ifs/${whatIf}`, 'Member by member'],
    ['what-if-new', '/what-ifs/new', 'What is to be different'],
    ['members', '/members', 'Ada <b>bold</b>'],
    ['member', `/members/${ADA}`, 'Erase this member'],
    ['imports', '/imports', 'Files of members'],
    ['import', '/imports/1', 'Who would be raised'],
    ['imports-history', '/imports/history', 'Files of the past'],
    ['import-history', '/imports/history/1', 'Become facts'],
    ['rebuilds', '/rebuilds', 'Check and mend'],
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
      for (const [name, path, sign] of pages()) {
        await page.goto(world.url + path);
        await page.getByText(sign).first().waitFor();
        await page.waitForLoadState('networkidle');
        await takePicture(page, `admin-${name}-${look}`);
        expect([name, await hindrances(page), await sidewaysPixels(page)]).toEqual([name, [], 0]);
        expect([name, visits.open()?.complaints]).toEqual([name, []]);
        const loaded = await firstLoadBytes(page);
        expect([name, loaded > 5_000, loaded < FIRST_LOAD_BYTES]).toEqual([name, true, true]);
      }
    },
    180_000,
  );

  test('who administers nothing is told so, and a page is shown to nobody who is not signed in', async () => {
    const page = await visits.goOut('/settings');
    await page.getByText('Sign in with Discord').waitFor();
    await page.goto(`${world.url}/v1/admin/sign-in`);
    await page.goto(`${page.url()}&as=${world.members[0]}`);
    await page.getByText('You administer none of the community’s guilds').waitFor();
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
    const page = await go(`/members/${ADA}`);
    await page.getByLabel('XP', { exact: true }).fill('120');
    await page.getByLabel('Why', { exact: true }).first().fill('Helped everybody');
    await page.getByRole('button', { name: 'Award', exact: true }).click();
    await page.getByText('Awarded.').waitFor();
    const [{ xp } = { xp: 0 }] = await world.rows<{ xp: number }>('select xp from users where id = $1', [
      ADA,
    ]);
    expect(xp).toBeGreaterThan(120);
    await page.locator('.figures').getByText(String(xp), { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Erase this member' }).click();
    const dialog = page.getByRole('dialog');
    const erase = dialog.getByRole('button', { name: 'Erase this member' });
    expect(await erase.isDisabled()).toBe(true);
    await dialog.getByLabel(`Type ${ADA} to go on`).fill(ADA);
    await erase.click();
    await page.getByText('Erased.').waitFor();
    expect(await world.rows('select 1 from users where id = $1', [ADA])).toEqual([]);
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
