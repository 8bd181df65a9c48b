import { setTimeout as delay } from 'node:timers/promises';
import { buildFact, eventually, publishFacts, seededRandom } from '@synapse/testkit';
import { type BotWorld, startBotWorld } from './bot-world';

const MINUTE_MS = 2_500;

const BASE = {
  cooldown_seconds: 0,
  xp_base_message: 130,
  announce_throttle_per_minute: 60,
  announce_achievements: false,
  announce_milestones_only: false,
  announce_channel_id: null,
  quiet_hours: null,
};
const LIMITS = { minuteMs: MINUTE_MS, nonceTrustedMs: 60_000 };
/** Three of ten in all, counted one after the other. */
const FAILURES = [
  ['rate_limit', 0.1],
  ['lose', 0.1],
  ['break', 0.06],
  ['refuse', 0.07],
] as const;
/** As Discord numbers its permissions. */
const READ_MESSAGE_HISTORY = 1n << 16n;
const MESSAGES = /^\/channels\/\d+\/messages$/;

let world: BotWorld;
let people: string[];
/** Where a test began in the transcript. */
let began: number;

beforeAll(async () => {
  world = await startBotWorld(LIMITS);
}, 120_000);

beforeEach(async () => {
  await world.set(BASE);
  await world.rows('delete from announcements');
  people = Array.from({ length: 8 }, () => world.newcomer());
  began = world.deeds('message').length;
}, 90_000);

afterAll(() => world.end(), 30_000);

const messages = () => world.deeds('message').slice(began);
const announced = () => messages().map(({ message }) => message.embeds[0]?.description ?? '');

/** Everything that is owed is settled. */
const settled = () =>
  eventually(
    'every announcement to be settled',
    async () => {
      const open = await world.rows(`select from announcements where settled is null`);
      const [position] = await world.rows<{ n: string }>(`select sequence::text as n from bot_positions`);
      const [frames] = await world.rows<{ n: number }>(`select count(*)::int as n from reward_outbox`);
      return open.length === 0 && Number(position?.n ?? 0) > 0 && frames?.n === 0;
    },
    25_000,
  );
const becameOf = async () => {
  const rows = await world.rows<{ settled: string; n: number }>(
    `select settled, count(*)::int as n from announcements group by 1 order by 1`,
  );
  return Object.fromEntries(rows.map(({ settled: what, n }) => [what, n]));
};
/** An award of so much XP brings the levels below it, told in the channel that is set. */
const award = (member: string, xp: number, reason = 'x') =>
  world.use(world.owner, 'award', { member, xp, reason });

test('levels of one cause are one message, where it happened, and nobody is pinged', async () => {
  await world.set({ xp_base_message: 400, announce_achievements: true });
  const [ada = ''] = people;
  await world.talk(ada);
  await eventually('both to be told', () => announced().length >= 2);
  await settled();
  expect(announced()).toEqual([
    expect.stringContaining(`<@${ada}> reached **level 7**: +300 gold`),
    expect.stringContaining(`<@${ada}> earned **Hello World** (common)`),
    ...Array.from({ length: messages().length - 2 }, () => expect.stringContaining('earned')),
  ]);
  for (const { channelId, nonce, message } of messages()) {
    expect(channelId).toBe(world.channel);
    expect(message.embeds[0]?.footer?.text).toBe(nonce);
    expect(message.mentions).toEqual([]);
  }
});

test('awards go into the channel that is set; what is taken away is not told', async () => {
  const [ada = ''] = people;
  const elsewhere = world.guild.channels.filter(({ type }) => type === 0)[3]?.id as string;
  await world.set({ announce_channel_id: elsewhere });
  await award(ada, 50, 'helped **everyone** @here');
  await world.use(world.owner, 'award', { member: ada, xp: -20, reason: 'oops' });
  await eventually('the award to be told', () => announced().some((line) => line.includes('was given')));
  await settled();
  expect(messages().every(({ channelId }) => channelId === elsewhere)).toBe(true);
  const told = announced().filter((line) => line.includes('was given'));
  expect(told).toEqual([`🎁 <@${ada}> was given 50 XP: helped \\*\\*everyone\\*\\* @\u200bhere`]);
});

test('an achievement goes into the channel of its template', async () => {
  await world.set({ announce_achievements: true });
  const [ada = ''] = people;
  const own = world.guild.channels.filter(({ type }) => type === 0)[2]?.id as string;
  const definition = { name: `Gift ${ada}`, description: 'x', requirement: 'custom', channel: own };
  await world.use(world.owner, 'create-achievement', definition);
  const [row] = await world.rows<{ id: number }>(
    `select id from achievement_templates where name = 'Gift ${ada}'`,
  );
  await world.talk(ada);
  await eventually('it to be granted', async () => {
    const given = { member: ada, achievement: String(row?.id) };
    return (await world.use(world.owner, 'grant-achievement', given)).message?.content.includes('has it now');
  });
  await eventually('it to be told', () => announced().some((line) => line.includes(`Gift ${ada}`)));
  expect(messages().find(({ message }) => message.embeds[0]?.description?.includes('Gift'))?.channelId).toBe(
    own,
  );
});

test('the end of a season is told with its first three, and what has no channel is dropped', async () => {
  const [ada = ''] = people;
  await award(ada, 500, 'nobody reads this');
  const elsewhere = world.guild.channels.filter(({ type }) => type === 0)[3]?.id as string;
  await world.talk(ada);
  await settled();
  await world.set({ announce_channel_id: elsewhere });
  await world.use(world.owner, 'season start', { name: 'Winter', days: 30 });
  await eventually('it to be told', () => announced().some((line) => line.includes('is over')));
  const told = messages().find(({ message }) => message.embeds[0]?.description?.includes('is over'));
  expect(told?.channelId).toBe(elsewhere);
  expect(told?.message.embeds[0]?.description).toMatch(
    /^🏁 \*\*Season 1\*\* is over\.\n🥇 <@\d+> with \d+ stars/,
  );
  expect(announced().join()).not.toContain('nobody reads this');
});

test('what the member or the settings do not want is not told', async () => {
  const [ada = '', ben = '', cyd = ''] = people;
  await world.use(ben, 'preferences', { level_ups: false, achievements: false });
  await world.talk(ben);
  await world.talk(ada);
  await eventually('one level-up to be told', () => announced().length > 0);
  await settled();
  expect(announced()).toEqual([expect.stringContaining(`<@${ada}> reached **level 2**`)]);
  await world.set({ announce_milestones_only: true, announce_achievements: true, xp_base_message: 200 });
  await world.talk(cyd);
  await eventually('cyd to be dealt with', async () => ((await becameOf()).minor ?? 0) >= 3);
  await settled();
  expect(announced()).toHaveLength(1);
  expect(await becameOf()).toMatchObject({ sent: 1, opted_out: 1 });
  const left = await world.rows(`select from announcements where told is not null or member_id is not null`);
  expect(left).toEqual([]);
});

test('the excess of a minute becomes one digest that names everyone, also over a restart', async () => {
  await world.set({ announce_throttle_per_minute: 2 });
  // What the tests before told is not to count for this minute.
  await delay(MINUTE_MS);
  const eight = people.slice(0, 8);
  for (const id of eight) await world.talk(id);
  await eventually('the first to be told', () => announced().length >= 2);
  await world.stopBot();
  await world.startBot();
  await settled();
  expect(messages().length).toBeLessThan(eight.length);
  const all = announced().join('\n');
  for (const id of eight) expect(all.split(`<@${id}>`)).toHaveLength(2);
  const times = messages().map(({ at }) => at);
  for (const [index, at] of times.entries()) {
    const before = times[index - 2];
    if (before !== undefined) expect(at - before).toBeGreaterThanOrEqual(MINUTE_MS * 0.9);
  }
});

test('what began a thread of a forum is told in the thread: the forum takes no messages', async () => {
  await world.set({ xp_base_thread: 130 });
  const [ada = ''] = people;
  const forum = world.guild.channels.find(({ type }) => type === 15)?.id as string;
  const threadId = world.discord.act.openThread({
    guildId: world.guild.id,
    channelId: forum,
    ownerId: ada,
    name: 'x',
  });
  const at = new Date().toISOString();
  const about = { guild_id: world.guild.id, user_id: ada, channel_id: forum, at, received_at: at };
  await publishFacts(world.servers.bus, 'main', [
    buildFact('thread_create', { ...about, id: `thread:${threadId}` } as never),
  ]);
  await eventually('it to be told', () => announced().length === 1);
  expect(messages()[0]?.channelId).toBe(threadId);
});

test('in quiet hours nothing is told, and afterwards it is', async () => {
  const hours = (from: string, to: string) => world.set({ quiet_hours: { from, to } });
  await hours('00:00', '23:59');
  const [ada = ''] = people;
  await world.talk(ada);
  await eventually('it to be owed', async () => (await world.rows('select from announcements')).length > 0);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(announced()).toEqual([]);
  await world.set({ quiet_hours: null });
  await settled();
  expect(announced()).toHaveLength(1);
});

test('without an answer about preferences it waits', async () => {
  await world.stopQuery();
  const [ada = ''] = people;
  await world.talk(ada);
  await eventually('it to be owed', async () => (await world.rows('select from announcements')).length > 0);
  expect(announced()).toEqual([]);
  await world.startQuery();
  await settled();
  expect(announced()).toHaveLength(1);
});

test('what an erased member was owed is forgotten', async () => {
  await world.set({ quiet_hours: { from: '00:00', to: '23:59' } });
  const [ada = ''] = people;
  await world.talk(ada);
  await eventually('it to be owed', async () => (await world.rows('select from announcements')).length > 0);
  const on = await world.use(ada, 'privacy delete');
  const place = { guildId: world.guild.id, channelId: world.channel, userId: ada };
  await world.discord.pressButton({ ...place, on, label: 'Delete everything' }).answer();
  await eventually(
    'it to be forgotten',
    async () => (await world.rows('select from announcements')).length === 0,
  );
  await eventually(
    'no table of the bot to name them',
    async () => (await world.rows('select from role_checks')).length === 0,
  );
});

test('30 % of requests fail: each is told once', async () => {
  const random = seededRandom(11);
  const mends = FAILURES.map(([kind, chance]) =>
    world.discord.breakRequests({ kind, chance, random, path: MESSAGES }),
  );
  for (const id of people) await world.talk(id);
  await eventually('the first to be told', () => announced().length > 0);
  await world.stopBot();
  await world.startBot();
  await settled();
  for (const mend of mends) mend();
  const all = announced().join('\n');
  for (const id of people) expect(all.split(`<@${id}>`)).toHaveLength(2);
});

test('an unknown outcome past the window of the nonce is looked up before it is sent again', async () => {
  await world.stopBot();
  const nonceTrustedMs = 500;
  await world.startBot({ nonceTrustedMs, minuteMs: MINUTE_MS });
  const mend = world.discord.breakRequests({ kind: 'lose', method: 'POST', path: MESSAGES });
  const [ada = ''] = people;
  await world.talk(ada);
  await eventually('it to be there', () => announced().length === 1);
  await world.stopBot();
  await delay(2 * nonceTrustedMs);
  world.discord.forgetNonces();
  mend();
  await world.startBot({ nonceTrustedMs, minuteMs: MINUTE_MS });
  await settled();
  expect(announced()).toHaveLength(1);
  expect(await becameOf()).toMatchObject({ sent: 1 });
  expect(world.discord.requests.some((request) => /^GET \/channels\/\d+\/messages$/.test(request))).toBe(
    true,
  );
  await world.stopBot();
  await world.startBot();
});

test('where Discord shows no history, what may have been sent is not sent again', async () => {
  const own = world.guild.roles.find(({ name }) => name === 'Synapse') as { permissions: string };
  const before = own.permissions;
  const change = (permissions: string) => {
    own.permissions = permissions;
    const more = { hoist: false, mentionable: false, flags: 0, colors: { primary_color: 0 } };
    const role = { ...own, ...more };
    world.discord.send(world.guild.id, 'GUILD_ROLE_UPDATE', { guild_id: world.guild.id, role });
  };
  await world.stopBot();
  change(String(BigInt(before) & ~READ_MESSAGE_HISTORY));
  const nonceTrustedMs = 500;
  await world.startBot({ nonceTrustedMs, minuteMs: MINUTE_MS });
  expect(world.botChecks().permissions?.lacks).toContain('Read Message History');
  const mend = world.discord.breakRequests({ kind: 'lose', method: 'POST', path: MESSAGES });
  const [ada = ''] = people;
  await world.talk(ada);
  await eventually('it to be there', () => announced().length === 1);
  await delay(2 * nonceTrustedMs);
  world.discord.forgetNonces();
  mend();
  await settled();
  expect(announced()).toHaveLength(1);
  expect(await becameOf()).toMatchObject({ unknown: 1 });
  change(before);
  await eventually('the permission to be back', () => world.botChecks().permissions?.lacks === undefined);
  await world.stopBot();
  await world.startBot();
});

test('a channel that Discord closed to the bot loses its own, and holds up no other', async () => {
  const mend = world.discord.breakRequests({
    kind: 'refuse',
    status: 403,
    code: 50_013,
    path: new RegExp(`^/channels/${world.channel}/messages$`),
  });
  const other = world.guild.channels.filter(({ type }) => type === 0)[4]?.id as string;
  const [ada = '', ben = ''] = people;
  await world.talk(ada);
  await world.talk(ben, 1, { channel_id: other });
  await eventually('the other to be told', () => announced().length === 1);
  await settled();
  mend();
  expect(await becameOf()).toMatchObject({ refused: 1, sent: 1 });
});

test('a bot that could not log in at first goes on announcing after it lost its ledger', async () => {
  const [ada = ''] = people;
  await world.stopBot();
  const asked = () => world.discord.requests.filter((request) => request === 'GET /gateway/bot').length;
  const before = asked();
  const mend = world.discord.breakRequests({ kind: 'refuse', status: 400, path: /^\/gateway\/bot$/ });
  const started = world.startBot();
  await eventually('a login to fail', () => asked() > before);
  mend();
  await started;
  await world.rows(`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'synapse_bot'`);
  await world.talk(ada);
  await eventually('it to be told', () => announced().length > 0);
}, 60_000);
