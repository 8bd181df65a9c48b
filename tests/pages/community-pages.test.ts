import type { Leaderboard, MemberProfile } from '@synapse/contracts';
import { eventually, type Guild } from '@synapse/testkit';
import type { Browser, Page } from 'playwright-core';
import { type System, startSystem } from '../end-to-end/system';
import { describeInBrowser, launchBrowser } from './chromium';
import {
  FIRST_LOAD_BYTES,
  firstLoadBytes,
  hindrances,
  LOOKS,
  type Look,
  sidewaysPixels,
  takePicture,
  type Visit,
  visit,
} from './visit';

const NAUGHTY = '<img src=x onerror=alert(1)>';

describeInBrowser('the pages of the community', () => {
  let system: System;
  let guild: Guild;
  let channelId: string;
  let browser: Browser;
  let best: MemberProfile;
  let open: Visit | undefined;

  const say = (authorId: string, content: string) =>
    system.simulator.act.message({ guildId: guild.id, channelId, authorId, content }).messageId;
  const xpOf = async (id: string) =>
    (await system.get<MemberProfile>(`/v1/members/${id}`).catch(() => null))?.xp ?? 0;
  const earned = (id: string, xp: number) =>
    eventually(`${id} to have ${xp} XP`, async () => (await xpOf(id)) >= xp);

  beforeAll(async () => {
    system = await startSystem();
    guild = system.simulator.world.guilds[0] as Guild;
    channelId = guild.channels.find(({ type, parent_id: parent }) => type === 0 && parent)?.id as string;
    await system.start('ingest-gateway');
    await system.bootstrap();
    await system.rows(`update settings set value_json = '0' where key = 'cooldown_seconds'`);
    await system.rows(`insert into quests (guild_id, title, description, xp_reward, gold_reward)
      values (${guild.id}, 'Write a guide', 'For newcomers, with pictures.', 500, 100)`);
    await system.bootstrap();
    await system.start('lake-writer');
    await system.start('reward-engine');
    await system.start('query');
    const members = guild.members.filter(({ user }) => !user.bot).map(({ user }) => user.id);
    for (const [place, id] of members.slice(0, 35).entries()) {
      for (let n = 0; n <= 35 - place; n += 3) say(id, `hello number ${n} https://example.org`);
    }
    await earned(members[34] as string, 1);
    const board = await system.get<Leaderboard>('/v1/leaderboards/xp');
    best = await system.get<MemberProfile>(`/v1/members/${board.members[0]?.id}`);
    browser = await launchBrowser();
  }, 90_000);

  afterEach(async () => {
    await open?.end();
    open = undefined;
  });
  afterAll(async () => {
    await browser.close();
    await system.end();
  }, 30_000);

  async function go(path: string, look?: Look): Promise<Page> {
    open = await visit(browser, system.address(path), look);
    return open.page;
  }
  const shown = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();

  const pages = (): [name: string, path: string, sign: string | RegExp][] => [
    ['overview', '/', 'Happening now'],
    ['board', '/boards/xp', 'Next page'],
    ['board-stars', '/boards/stars', /members · of the season/],
    ['member', `/members/${best.id}`, 'Done so far'],
    ['activity', '/activity', 'As a table'],
    ['achievements', '/achievements', 'Getting Started'],
    ['seasons', '/seasons', 'Open'],
    ['season', '/seasons/1', 'Standings'],
    ['quests', '/quests', 'Write a guide'],
  ];

  test.each(Object.keys(LOOKS) as Look[])(
    'each page is whole, and hinders nobody: %s',
    async (look) => {
      const page = await go('/', look);
      for (const [name, path, sign] of pages()) {
        await page.goto(system.address(path));
        await shown(page, sign);
        await page.locator('.loading').first().waitFor({ state: 'detached' });
        await takePicture(page, `${name}-${look}`);
        expect([name, await page.locator('h1').count()]).toEqual([name, 1]);
        expect([name, await sidewaysPixels(page)]).toEqual([name, 0]);
        // A phone shows the same words in the same colours.
        if (look !== 'phone') expect([name, ...(await hindrances(page))]).toEqual([name]);
        expect([name, ...(open?.complaints ?? [])]).toEqual([name]);
        const loaded = await firstLoadBytes(page);
        expect([name, loaded > 5_000, loaded < FIRST_LOAD_BYTES]).toEqual([name, true, true]);
      }
    },
    90_000,
  );

  test('what happens on Discord is on the page a moment later, without a reload', async () => {
    const page = await go('/');
    await shown(page, 'Live');
    const newcomer = system.simulator.act.memberJoin({ guildId: guild.id, user: { global_name: NAUGHTY } });
    say(newcomer, 'good morning');
    await page.locator('.events').getByText(NAUGHTY).first().waitFor();
    // Names are words, whatever they say.
    expect(await page.locator('main img').count()).toBe(0);
    const champion = page.locator('.podium .champion');
    expect(await champion.locator('a').getAttribute('href')).toBe(`/members/${best.id}`);
    for (let n = 0; n < 60; n++) say(newcomer, `news ${n} https://example.org`);
    await page.locator(`.podium .champion a[href="/members/${newcomer}"]`).waitFor();
    expect(await champion.locator('.crown').count()).toBe(1);
    expect(open?.complaints).toEqual([]);
  });

  test('a search leads to a member, and “this is me” to their place', async () => {
    const { members } = await system.get<Leaderboard>('/v1/leaderboards/xp?limit=40');
    const { id, name, rank } = members[29] as Leaderboard['members'][number];
    const page = await go('/boards/xp');
    const field = page.getByRole('combobox', { name: 'Find a member by name' });
    await field.fill(name.slice(0, 4));
    await page.getByRole('option').first().waitFor();
    await field.fill(name);
    await page.getByRole('option', { name }).first().waitFor();
    await page
      .locator(`[role="option"]`)
      .filter({ hasText: `#${rank}` })
      .waitFor();
    while (!(await page.locator('[role="option"][aria-selected="true"]').innerText()).includes(`#${rank}`)) {
      await field.press('ArrowDown');
    }
    await field.press('Enter');
    await page.waitForURL(`**/members/${id}`);
    await page.getByRole('button', { name: 'This is me' }).click();
    await page.getByRole('link', { name: 'Boards' }).click();
    await page.getByRole('link', { name: 'Where am I?' }).click();
    const mine = page.locator('tr.me');
    await mine.waitFor();
    expect(await mine.locator('.rank').innerText()).toBe(String(rank));
    expect(await mine.locator('a').getAttribute('href')).toBe(`/members/${id}`);
  });

  test('pages of a board follow each other without a gap', async () => {
    const { members, total } = await system.get<Leaderboard>('/v1/leaderboards/xp?limit=100');
    const page = await go('/boards/xp');
    const links = () =>
      page.locator('.board a.member').evaluateAll((all) => all.map((link) => link.getAttribute('href')));
    await shown(page, 'Next page');
    const first = await links();
    await page.getByRole('link', { name: 'Next page' }).click();
    await page.getByText(`26–${total}`).waitFor();
    expect([...first, ...(await links())]).toEqual(members.map(({ id }) => `/members/${id}`));
    await page.goBack();
    await page.getByText('1–25').waitFor();
    expect(await links()).toEqual(first);
  });

  test('a journal tells why, as the API does', async () => {
    const { entries } = await system.get<{ entries: { id: string; why: string; interaction: string }[] }>(
      `/v1/members/${best.id}/journal`,
    );
    const at = entries.findIndex(({ interaction }) => interaction === 'MESSAGE');
    const page = await go(`/members/${best.id}`);
    await page.locator('.entries summary').nth(at).click();
    await page.getByText(entries[at]?.why as string, { exact: true }).waitFor();
    await page.locator('.chain').first().waitFor();
  });

  test('a chart says the same as its table, and the table the same as the API', async () => {
    const { days } = await system.get<{ days: { types: { interaction: string; xp: number }[] }[] }>(
      '/v1/activity?days=7',
    );
    const xp = days.at(-1)?.types.find(({ interaction }) => interaction === 'MESSAGE')?.xp as number;
    const page = await go('/activity?days=7');
    const chart = page.locator('.chart').first();
    await chart.locator('canvas').waitFor();
    await chart.getByText('As a table').click();
    const column = chart.locator('tbody tr').last().locator('td').first();
    expect(await column.innerText()).toBe(xp.toLocaleString('en'));
  });

  test('a page survives the server: it says so, and catches up', async () => {
    const page = await go('/');
    await shown(page, 'Live');
    await system.stop('query');
    await page.getByText('Connection lost').waitFor();
    const meanwhile = system.simulator.act.memberJoin({
      guildId: guild.id,
      user: { global_name: 'Meanwhile' },
    });
    say(meanwhile, 'nobody looks');
    await system.start('query');
    await page.locator('.status[data-state="live"]').waitFor();
    await page.locator('.events').getByText('Meanwhile').first().waitFor();
    await page.getByText('cannot be read right now').waitFor({ state: 'detached' });
  });

  test('a keyboard reaches the page past the head, and the theme', async () => {
    const page = await go('/');
    await shown(page, 'Live');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the page');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('page');
    await page.getByRole('button', { name: /^Theme: auto/ }).press('Enter');
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('light');
    await page.reload();
    await shown(page, 'Live');
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('light');
  });

  test.each(['/members/80351110224678912', '/members/nobody', '/seasons/77', '/seasons/x'])(
    '%s says that there is nothing by that name',
    async (path) => {
      const page = await go(path);
      await page.getByText(/^(Nobody by that id is known|There is no such season)/).waitFor();
    },
  );
});
