import { DISCORD_EPOCH_MS } from '@synapse/contracts';
import {
  buildFact,
  eventually,
  publishFacts,
  type RunningService,
  roleUrl,
  runInProcess,
} from '@synapse/testkit';
import type { Browser, Page } from 'playwright-core';
import { runLakeWriter } from '../../services/lake-writer/src/app';
import { type AdminWorld, startAdminWorld } from '../admin/admin-world';
import { launchBrowser } from './chromium';
import { type Look, type Visit, visit } from './visit';

export const ADA = '80351110224678001';
export const BOB = '80351110224678002';

export interface AdminVisits {
  world: AdminWorld;
  browser: Browser;
  /** The page that is open, and what the browser complained of. */
  open: () => Visit | undefined;
  /** Signs in as the owner of the guild, by Discord's consent page, and goes to a page. */
  go: (path: string, look?: Look) => Promise<Page>;
  /** Opens an address as nobody. */
  goOut: (path: string) => Promise<Page>;
  leave: () => Promise<void>;
  end: () => Promise<void>;
}

/** Admin with its pages, an engine and a lake that have judged what two members wrote, and a browser. */
export async function startAdminVisits(): Promise<AdminVisits> {
  const world = await startAdminWorld();
  const lakeWriter: RunningService = await runInProcess('lake-writer', runLakeWriter, {
    NATS_URL: world.servers.nats.url,
    DATABASE_URL: roleUrl(world.servers.database.url, 'synapse_lake_writer'),
  });
  for (const [n, member] of [ADA, ADA, ADA, BOB].entries()) {
    const at = new Date(Date.now() - (10 - n) * 3_600_000).toISOString();
    const actor = { name: member === ADA ? 'Ada <b>bold</b>' : 'Bob', avatar: null };
    const fact = { id: `msg:${n}`, user_id: member, guild_id: world.guild.id, at, received_at: at, actor };
    await publishFacts(world.servers.bus, 'main', [buildFact('message_create', fact)]);
  }
  await world.rows(`insert into users (id, discord_name) values (${world.owner}, 'Owner')`);
  await eventually('lake and engine to have judged what was written', async () => {
    const judged = await world.rows(`select 1 from activity_log where event_type = 'MESSAGE'`);
    const laid = await world.rows(`select 1 from event_lake where event_type = 'message_create'`);
    return judged.length === 4 && laid.length === 4;
  });
  const browser = await launchBrowser();
  let open: Visit | undefined;
  const enter = async (address: string, look?: Look) => {
    await open?.end();
    open = await visit(browser, address, look);
    open.page.setDefaultTimeout(10_000);
    return open;
  };
  return {
    world,
    browser,
    open: () => open,
    async go(path, look) {
      const { page, complaints } = await enter(world.url, look);
      await page.getByRole('link', { name: 'Sign in with Discord' }).click();
      await page.getByRole('link', { name: 'who owns the guild' }).first().click();
      await page.getByRole('heading', { name: 'Welcome' }).waitFor();
      // Nobody was signed in at first, and Discord's page is another's.
      complaints.length = 0;
      if (path !== '/') await page.goto(world.url + path);
      return page;
    },
    goOut: async (path) => (await enter(world.url + path)).page,
    async leave() {
      await open?.end();
      open = undefined;
    },
    async end() {
      await browser.close();
      await lakeWriter.stop();
      await world.end();
    },
  };
}

/** A file of members, of which two lines cannot be used. */
export const MEMBERS_FILE = `id,name,xp,level\n${ADA},Ada,5000,4\n${BOB},Bob,abc,2\n80351110224678009,Carol,90,1\nnobody,Nobody,10,1\n`;

/** What DiscordChatExporter writes of a channel in which Ada wrote a while ago. */
export function historyFile(guildId: string, texts: readonly string[]): string {
  const day = 86_400_000;
  const idAt = (daysAgo: number) =>
    String(BigInt(Math.floor(Date.now() - daysAgo * day) - DISCORD_EPOCH_MS) << 22n);
  const author = {
    id: ADA,
    name: 'Ada',
    discriminator: '0000',
    nickname: 'Ada',
    isBot: false,
    avatarUrl: '',
  };
  const messages = texts.map((content, n) => ({
    id: idAt(40 - n),
    type: 'Default',
    timestamp: '2026-01-01T00:00:00+00:00',
    isPinned: false,
    content,
    author,
    attachments: [],
    embeds: [],
    reactions: [],
  }));
  const channel = {
    id: '555',
    type: 'GuildTextChat',
    categoryId: '77',
    category: 'c',
    name: 'past',
    topic: null,
  };
  return JSON.stringify({
    guild: { id: guildId, name: 'Guild', iconUrl: '' },
    channel,
    messages: [...messages, { id: 'no id', content: 'no message' }],
    messageCount: messages.length + 1,
  });
}
