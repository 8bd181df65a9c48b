import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Leaderboard, MemberProfile, RewardEvent } from '@synapse/contracts';
import { eventually, type Guild } from '@synapse/testkit';
import { type System, startSystem } from './system';

const CANARY = 'canary-7f3a91-never-leaves';

let system: System;
let guild: Guild;
let channelId: string;
let ada: string;
let ben: string;
let eve: string;

beforeAll(async () => {
  system = await startSystem();
  guild = system.simulator.world.guilds[0] as Guild;
  const inCategory = guild.channels.find(({ type, parent_id: parent }) => type === 0 && parent);
  channelId = inCategory?.id as string;
  [ada, ben, eve] = guild.members.filter(({ user }) => !user.bot).map(({ user }) => user.id) as [
    string,
    string,
    string,
  ];
  await system.start('ingest-gateway');
  await system.bootstrap();
  // The second run publishes what an admin changed meanwhile: here, that members may talk without pause.
  await system.rows(`update settings set value_json = '0' where key = 'cooldown_seconds'`);
  await system.bootstrap();
  await system.start('lake-writer');
  await system.start('reward-engine');
  await system.start('query');
}, 60_000);

afterAll(() => system.end(), 30_000);

const say = (authorId: string, content: string, more: object = {}) =>
  system.simulator.act.message({
    guildId: guild.id,
    channelId,
    authorId,
    content: `${CANARY} ${content}`,
    ...more,
  }).messageId;

const react = (userId: string, messageId: string, emoji = '👍') =>
  system.simulator.act.react({ guildId: guild.id, channelId, messageId, userId, emoji });

const laid = (rows: number) =>
  eventually(`${rows} rows in the lake`, async () => {
    const [found] = await system.rows<{ n: number }>('select count(*)::int as n from event_lake');
    return found?.n === rows;
  });

/** Waits until lake and engine have passed everything that is in the log. */
const settled = () =>
  eventually('both positions to be at the end of the log', async () => {
    const positions = await system.rows<{ sequence: string }>(
      'select sequence from lake_positions union all select sequence from engine_positions',
    );
    const [lake, engine] = positions.map(({ sequence }) => sequence);
    return positions.length === 2 && lake === engine;
  });

const profile = (id: string) => system.get<MemberProfile>(`/v1/members/${id}`);

async function collectEvents(
  count: number,
): Promise<{ found: Promise<RewardEvent[]>; opened: Promise<void> }> {
  const abort = new AbortController();
  const answer = await fetch(system.address('/v1/stream'), { signal: abort.signal });
  const found = (async () => {
    const events: RewardEvent[] = [];
    let text = '';
    for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString('utf8');
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const data = block.split('\n').find((line) => line.startsWith('data: '));
        if (data && block.includes('event: '))
          events.push(JSON.parse(data.slice('data: '.length)) as RewardEvent);
      }
      if (events.length >= count) break;
    }
    abort.abort();
    return events;
  })();
  return { found, opened: Promise.resolve() };
}

test('what members do on Discord is on the board, to the point', async () => {
  const stream = await collectEvents(19);
  // Ada: 15 XP, 1 star; Hello World: 10 XP, 5 gold; at 25 XP Getting Started: 5 gold
  const first = say(ada, 'hello there');
  say(ada, '```js\nconst x = 1;\n```'); //                  21 XP, 1 star (code block)
  say(ada, 'see https://example.com/page'); //              18 XP, 1 star (link)
  say(ada, 'x'.repeat(501 - CANARY.length - 1)); //         22 XP, 1 star (501 code points)
  // 7 XP (six emoji), 1 star; at 5 stars First Star: 10 XP; at 100 XP First Steps: nothing
  say(ada, '🎉🎉🎉🎉🎉🎉');
  // Ben: 5 XP, 1 star. Ada: 8 XP, 2 stars
  react(ben, first);
  system.simulator.act.unreact({ guildId: guild.id, channelId, messageId: first, userId: ben, emoji: '👍' });
  // Eve: 20 XP, 2 stars
  system.simulator.act.openThread({ guildId: guild.id, channelId, ownerId: eve, name: `${CANARY} thread` });
  // Ben: 16 XP (attachment), 1 star; Hello World: 10 XP, 5 gold; Getting Started: 5 gold
  say(ben, 'a picture', { attachments: ['cat.png'] });
  system.simulator.act.botMessage({ guildId: guild.id, channelId, content: `${CANARY} beep` });
  system.simulator.act.webhookMessage({ guildId: guild.id, channelId, content: `${CANARY} boop` });
  await laid(9);
  await settled();

  expect(await profile(ada)).toMatchObject({
    xp: 15 + 10 + 21 + 18 + 22 + 7 + 10 + 8,
    stars: 7,
    level: 1,
    gold: 10,
    ranks: { xp: 1 },
    counters: {
      messages_sent: 5,
      reactions_given: 0,
      reactions_received: 1,
      threads_created: 0,
      voice_minutes: 0,
    },
  });
  expect(await profile(ben)).toMatchObject({
    xp: 5 + 16 + 10,
    gold: 10,
    stars: 2,
    counters: { messages_sent: 1, reactions_given: 1 },
  });
  expect(await profile(eve)).toMatchObject({ xp: 20, stars: 2, counters: { threads_created: 1 } });
  const board = await system.get<Leaderboard>('/v1/leaderboards/xp');
  expect(board.members.map(({ id, xp }) => [id, xp])).toEqual([
    [ada, 111],
    [ben, 31],
    [eve, 20],
  ]);
  const events = await stream.found;
  const told = events.map((event) =>
    event.kind === 'achievement_earned' ? [event.member.id, event.name] : [event.member.id, event.kind],
  );
  expect(told).toEqual([
    [ada, 'granted'],
    [ada, 'Hello World'],
    [ada, 'gold_moved'],
    [ada, 'Getting Started'],
    [ada, 'gold_moved'],
    [ada, 'granted'],
    [ada, 'granted'],
    [ada, 'granted'],
    [ada, 'granted'],
    [ada, 'First Star'],
    [ada, 'First Steps'],
    [ben, 'granted'],
    [ada, 'granted'],
    [eve, 'granted'],
    [ben, 'granted'],
    [ben, 'Hello World'],
    [ben, 'gold_moved'],
    [ben, 'Getting Started'],
    [ben, 'gold_moved'],
  ]);
  expect(events[12]).toMatchObject({
    interaction: 'REACTION_RECEIVED',
    xp: 8,
    stars: 2,
    totals: { xp: 111, stars: 7 },
  });
});

test('voice, joins and leaves are in the lake and earn nothing', async () => {
  const { act } = system.simulator;
  const voice = guild.channels
    .filter(({ type, id }) => type === 2 && id !== guild.afk_channel_id)
    .map(({ id }) => id);
  const [here, there] = voice as [string, string];
  const silent = guild.members.filter(({ user }) => !user.bot).at(-1)?.user.id as string;
  act.joinVoice({ guildId: guild.id, userId: silent, channelId: here });
  act.setVoice({ guildId: guild.id, userId: silent, selfMute: true });
  act.moveVoice({ guildId: guild.id, userId: silent, channelId: there });
  act.leaveVoice({ guildId: guild.id, userId: silent });
  const newcomer = act.memberJoin({ guildId: guild.id });
  act.memberLeave({ guildId: guild.id, userId: newcomer });
  await laid(14);
  await settled();
  expect(
    await system.rows(
      `select event_type, user_id::text, channel_id::text from event_lake order by id offset 9`,
    ),
  ).toEqual([
    { event_type: 'voice_join', user_id: silent, channel_id: here },
    { event_type: 'voice_move', user_id: silent, channel_id: there },
    { event_type: 'voice_leave', user_id: silent, channel_id: there },
    { event_type: 'member_join', user_id: newcomer, channel_id: null },
    { event_type: 'member_leave', user_id: newcomer, channel_id: null },
  ]);
  expect(await profile(newcomer)).toMatchObject({ xp: 0, level: 1 });
});

test('counters are the counts over the lake, per category too', async () => {
  const wrong = await system.rows(`
    select * from (
      select user_id, event_type, count(*) as n from event_lake group by 1, 2) lake
    full join (
      select user_id, event_type, count as n from event_counters where period = 'lifetime' and category_id = 0) counted
    using (user_id, event_type) where lake.n is distinct from counted.n`);
  expect(wrong).toEqual([]);
  const inCategory = await system.rows(
    `select sum(count)::int as n from event_counters where period = 'season' and category_id > 0 and event_type = 'message_create'`,
  );
  expect(inCategory).toEqual([{ n: 6 }]);
});

test('every service is restarted or killed in the middle of it, and nothing is lost or doubled', async () => {
  const before = await profile(ada);
  for (const [name, signal] of [
    ['ingest-gateway', 'SIGTERM'],
    ['lake-writer', 'SIGKILL'],
    ['reward-engine', 'SIGKILL'],
    ['ingest-gateway', 'SIGKILL'],
    ['reward-engine', 'SIGTERM'],
    ['lake-writer', 'SIGTERM'],
  ] as const) {
    for (let n = 0; n < 10; n += 1) say(ada, 'before');
    const { code } = await system.stop(name, signal);
    if (signal === 'SIGTERM') expect(code).toBe(0);
    for (let n = 0; n < 10; n += 1) say(ada, 'after');
    await system.start(name);
  }
  await laid(14 + 120);
  await settled();
  // At 100 messages Chatterbox brings 50 XP, at 100 stars Rising Star 25.
  const xp = before.xp + 120 * 15 + 50 + 25;
  expect(await profile(ada)).toMatchObject({
    xp,
    level: 14,
    gold: 10 + 13 * 50,
    counters: { messages_sent: 125 },
  });
  expect(system.simulator.stats).toMatchObject({ identifies: 1, resumes: 2 });
}, 90_000);

test('the journal adds up to the figures, and the rewards on the stream are the journal’s', async () => {
  expect(
    await system.rows(`
      select u.id from users u left join (
        select user_id, sum(xp_delta) as xp, sum(star_delta) as stars, sum((metadata->>'gold_delta')::int) as gold
        from activity_log group by user_id
      ) j on j.user_id = u.id join member_totals t on t.user_id = u.id
      where u.xp <> coalesce(j.xp, 0) or u.gold <> coalesce(j.gold, 0) or t.stars <> coalesce(j.stars, 0)`),
  ).toEqual([]);
  await eventually('the outbox to run empty', async () => {
    return (await system.rows('select 1 from reward_outbox')).length === 0;
  });
  expect(
    await system.rows('select 1 from lake_dead_letters union all select 1 from engine_dead_letters'),
  ).toEqual([]);
});

test('no word of a message, and no token, is in a table, on a stream, in the spool or in a log', async () => {
  const tables = await system.rows<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public'`,
  );
  for (const { name } of tables) {
    expect(await system.rows(`select 1 from ${name} t where t::text like '%${CANARY}%'`)).toEqual([]);
  }
  // A spool at work replaces its files while they are read.
  await system.stop('ingest-gateway');
  const files = readdirSync(system.folder, { recursive: true, withFileTypes: true }).filter((file) =>
    file.isFile(),
  );
  expect(files.some(({ parentPath }) => parentPath.includes('spool'))).toBe(true);
  for (const file of files) {
    const bytes = readFileSync(join(file.parentPath, file.name));
    expect([file.name, bytes.includes(CANARY), bytes.includes(system.simulator.token)]).toEqual([
      file.name,
      false,
      false,
    ]);
  }
  expect(
    system.output.filter((line) => line.includes(CANARY) || line.includes(system.simulator.token)),
  ).toEqual([]);
  expect(system.output.length).toBeGreaterThan(20);
});
