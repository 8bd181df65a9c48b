import { eventually } from '@synapse/testkit';
import type { Page } from 'playwright-core';
import { ADA, type AdminVisits, BOB, historyFile, MEMBERS_FILE, startAdminVisits } from './admin-visits';
import { describeInBrowser } from './chromium';
import { takePicture } from './visit';

const OF_THE_GUILD = /^XP base message, .+ alone$/;

describeInBrowser('what admins do about many members at once', () => {
  let visits: AdminVisits;
  let world: AdminVisits['world'];
  let go: AdminVisits['go'];

  beforeAll(async () => {
    visits = await startAdminVisits();
    ({ world, go } = visits);
  }, 90_000);
  beforeEach(() => world.rows('delete from change_requests'));
  afterEach(() => visits.leave());
  afterAll(() => visits.end(), 30_000);

  const xpOf = async (id: string) =>
    (await world.rows<{ xp: number }>('select xp from users where id = $1', [id]))[0]?.xp ?? 0;
  /** Presses a button, and once more in the dialog that asks about it. */
  async function agree(page: Page, name: string): Promise<void> {
    await page.getByRole('button', { name, exact: true }).first().click();
    await page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
  }

  test('a what-if is asked, its report is read, and only then it is applied; and taken back', async () => {
    const page = await go('/what-ifs/new');
    await page.getByLabel('From').fill('2020-01-01T00:00');
    await page.getByLabel('Settings: add one').selectOption('xp_base_message');
    const wished = page.getByLabel('XP base message', { exact: true });
    await wished.fill('-1');
    await page.getByText('A whole number from 0 to 1,000,000.').waitFor();
    await wished.fill('215');
    await page.getByLabel('Settings: for').selectOption(world.guild.id);
    await page.getByLabel('Settings: add one').selectOption('xp_base_message');
    await page.getByLabel(OF_THE_GUILD).fill('115');
    const added = page.getByRole('group', { name: 'New achievements' });
    await added.getByRole('button', { name: 'Add' }).click();
    await added.getByLabel('Name').fill('Three times');
    await added.getByLabel('Requirement type').selectOption('counter_threshold');
    await added.getByLabel('Requirement field').selectOption('messages_sent');
    await added.getByLabel('Requirement value').fill('3');
    await takePicture(page, 'admin-what-if-form-filled');
    const before = [await xpOf(ADA), await xpOf(BOB)];
    await page.getByRole('button', { name: 'Find out' }).click();
    await page.getByRole('heading', { name: 'Member by member' }).waitFor();
    await page.getByText(OF_THE_GUILD).waitFor();
    await page.getByText('Ada <b>bold</b>').first().waitFor();
    expect(await page.getByRole('button', { name: 'Undo' }).count()).toBe(0);
    expect([await xpOf(ADA), await xpOf(BOB)]).toEqual(before);
    await agree(page, 'Apply');
    await page.getByRole('button', { name: 'Undo' }).waitFor();
    expect(await xpOf(BOB)).toBe((before[1] as number) + 100);
    await agree(page, 'Undo');
    await page.getByText('Undone', { exact: true }).waitFor();
    expect([await xpOf(ADA), await xpOf(BOB)]).toEqual(before);
    expect(visits.open()?.complaints).toEqual([]);
  }, 60_000);

  test('a file of members says what it would do and which lines cannot be used, is applied, and taken back', async () => {
    const page = await go('/imports');
    const before = await xpOf(ADA);
    const read = page.getByRole('button', { name: 'Read the file' });
    expect(await read.isDisabled()).toBe(true);
    const file = { name: 'members.csv', mimeType: 'text/csv', buffer: Buffer.from(MEMBERS_FILE) };
    await page.getByLabel('File', { exact: true }).setInputFiles(file);
    await read.click();
    await page.getByRole('heading', { name: 'Who would be raised' }).waitFor();
    const bad = page.getByRole('region', { name: '2 rows cannot be used' });
    expect(await bad.locator('tbody th').allInnerTexts()).toEqual(['3', '5']);
    await page.getByRole('row', { name: /Ada/ }).getByText('5,000').waitFor();
    expect(await xpOf(ADA)).toBe(before);
    await agree(page, 'Apply');
    await page.getByText('Applied', { exact: true }).waitFor();
    expect(await xpOf(ADA)).toBe(5_000);
    await takePicture(page, 'admin-import-applied');
    await agree(page, 'Undo');
    await page.getByText('Undone', { exact: true }).waitFor();
    expect(await xpOf(ADA)).toBe(before);
    await page.goto(`${world.url}/imports`);
    await page.getByRole('link', { name: 'members.csv' }).waitFor();
  }, 60_000);

  test('files are listed thirty at a time, older ones behind the newer', async () => {
    await world.rows(`
      insert into member_imports (digest, format, keep, state, created_by, file_name)
      select 'digest ' || n, 'csv', 'xp', 'discarded', ${ADA}, 'old ' || n || '.csv' from generate_series(1, 31) n`);
    const page = await go('/imports');
    await page.getByRole('link', { name: 'old 31.csv' }).waitFor();
    expect(await page.locator('tbody tr').count()).toBe(30);
    await takePicture(page, 'admin-imports-many');
    await page.getByRole('link', { name: 'Older' }).click();
    await page.getByRole('link', { name: 'old 1.csv', exact: true }).waitFor();
    expect(await page.getByRole('link', { name: 'Older' }).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'old 31.csv' }).count()).toBe(0);
    await world.rows(`delete from member_imports where digest like 'digest %'`);
  }, 30_000);

  test('a file that is none is refused with the reason', async () => {
    const page = await go('/imports/history');
    const file = { name: 'past.json', mimeType: 'application/json', buffer: Buffer.from('{"no": "export"}') };
    await page.getByLabel('File', { exact: true }).setInputFiles(file);
    await page.getByRole('button', { name: 'Read the file' }).click();
    await page.getByRole('alert').waitFor();
    expect(await world.rows('select 1 from history_imports')).toEqual([]);
  }, 30_000);

  test('the past of a channel is read, and earns once it is applied', async () => {
    const page = await go('/imports/history');
    const buffer = Buffer.from(historyFile(world.guild.id, ['hello', 'again', 'and again']));
    await page
      .getByLabel('File', { exact: true })
      .setInputFiles({ name: 'past.json', mimeType: 'application/json', buffer });
    await page.getByRole('button', { name: 'Read the file' }).click();
    await page.getByRole('heading', { name: '1 row cannot be used' }).waitFor();
    await page.locator('.figures').getByText('3', { exact: true }).first().waitFor();
    await agree(page, 'Apply');
    await page.getByText('Applied', { exact: true }).waitFor();
    await eventually('the past to be judged', async () => {
      const judged = await world.rows(`select 1 from activity_log where metadata->>'history' = 'true'`);
      return judged.length >= 3;
    });
  }, 30_000);

  test('a rebuild tells what differs, and mends it', async () => {
    const right = await xpOf(BOB);
    await world.rows('update users set xp = xp + 7 where id = $1', [BOB]);
    const page = await go('/rebuilds');
    await agree(page, 'Check');
    await page.getByText('Not right: users').click();
    await page.getByText(`users id ${BOB}`).waitFor();
    await agree(page, 'Check and mend');
    await page.getByText('Mended: users').waitFor();
    expect(await xpOf(BOB)).toBe(right);
  }, 30_000);

  test('everything stored about a member can be saved', async () => {
    const page = await go(`/members/${ADA}`);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Save a copy' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(`member-${ADA}.json`);
    const chunks = await (await download.createReadStream()).toArray();
    expect(JSON.parse(Buffer.concat(chunks).toString())).toMatchObject({ member: expect.anything() });
  }, 30_000);

  test('a community is set up by a button: what it never had is added, what was changed stays', async () => {
    await world.rows(`delete from achievement_templates where name = 'Night Owl'`);
    await world.rows(`update achievement_templates set xp_reward = 77 where name = 'Popular'`);
    const page = await go('/setup');
    await agree(page, 'Set up');
    await page.getByText('Set up: 1 guilds').waitFor();
    const starters = await world.rows(
      `select name, xp_reward from achievement_templates where name in ('Night Owl', 'Popular') order by name`,
    );
    expect(starters).toEqual([
      { name: 'Night Owl', xp_reward: 75 },
      { name: 'Popular', xp_reward: 77 },
    ]);
    expect((await world.audit()).at(-1)).toMatchObject({
      actor_id: world.owner,
      target_table: 'guild_structures',
      before_snapshot: { guilds: 1 },
    });
  }, 60_000);
});
