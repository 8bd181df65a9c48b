import { askRequest, sendCommand } from '@synapse/bus';
import {
  BOARDS,
  type BoardName,
  type Journal,
  type Leaderboard,
  type MemberProfile,
  type MemberRanks,
  querySubject,
  type RewardEvent,
} from '@synapse/contracts';
import {
  buildCommand,
  buildFact,
  eventually,
  publishFacts,
  publishRules,
  type RunningService,
  roleUrl,
  runInProcess,
  startTestServers,
  type TestServers,
  withClient,
} from '@synapse/testkit';
import { type RunningQuery, startQuery } from '../services/query/test-support/running-query';
import { runRewardEngine } from '../services/reward-engine/src/app';

const HOUR = 3_600_000;
const NOW = Date.now();
const ago = (ms: number) => new Date(NOW - ms).toISOString();
const MEMBERS = 40;
/** An id as long as Discord's: the stream keeps back whatever names it, and a short one may stand in a time. */
const TO_BE_ERASED = 987_654_321;
const SEASON = {
  id: 1,
  guild_id: '10',
  name: 'Season 1',
  starts_at: ago(1_000 * HOUR),
  ends_at: ago(-1_000 * HOUR),
  active: true,
};

let servers: TestServers;
let engine: RunningService;
let query: RunningQuery;

beforeAll(async () => {
  servers = await startTestServers();
  await servers.rows(
    `insert into seasons (id, guild_id, name, starts_at, ends_at, active) values (1, 10, 'Season 1', $1, $2, true)`,
    [SEASON.starts_at, SEASON.ends_at],
  );
  engine = await startEngine();
  const version = await publishRules(servers.bus, 'main', { version: 1, seasons: [SEASON] });
  const body = JSON.stringify({ settings: {}, seasons: [SEASON] });
  await servers.rows(
    `insert into rule_sets (community, version, body, log_sequence) values ('main', 1, $1, $2)`,
    [body, version],
  );
  await live();
  query = await openQuery();
});

afterAll(async () => {
  await query?.stop();
  await engine?.stop();
  await servers.end();
});

const startEngine = () =>
  runInProcess('reward-engine', runRewardEngine, {
    NATS_URL: servers.nats.url,
    DATABASE_URL: roleUrl(servers.database.url, 'synapse_reward_engine'),
  });

/** @param lookEveryMs how often the boards are compared with the database: seldom, and only frames move them */
const openQuery = (lookEveryMs = 100) =>
  startQuery({
    databaseUrl: roleUrl(servers.database.url, 'synapse_query'),
    natsUrl: servers.nats.url,
    limits: { lookEveryMs },
  });

let facts = 0;
/** A message of a member, some hours ago, in a channel of its own: no cooldown holds. */
function message(member: number, hoursAgo: number) {
  facts += 1;
  return buildFact('message_create', {
    id: `msg:${facts}`,
    user_id: String(member),
    channel_id: String(10_000 + facts),
    at: ago(hoursAgo * HOUR),
    received_at: ago(hoursAgo * HOUR),
    actor: { name: `Member ${member}`, avatar: null },
  });
}

/** Some weeks of messages and awards, so that every board has an order of its own, with ties. */
async function live(): Promise<void> {
  for (const [round, hours] of [1_300, 900, 500, 300, 170, 120, 80, 40, 20, 5, 2, 0].entries()) {
    const lines = Array.from({ length: 30 }, (_, n) => message(1 + ((n * (round + 3)) % MEMBERS), hours));
    await publishFacts(servers.bus, 'main', lines);
  }
  await publishFacts(servers.bus, 'main', [message(TO_BE_ERASED, 3)]);
  await award(3, { xp: 5_000 });
  await award(4, { xp: 40, gold: 7 });
  await award(3, { xp: -4_990 });
}

const award = (member: number, body: { xp?: number; gold?: number }) =>
  sendCommand(servers.bus, {
    community: 'main',
    command: buildCommand('award', { member: String(member), reason: 'why not', ...body }, { at: ago(0) }),
    deadlineMs: 10_000,
  });

const answer = async <T>(path: string): Promise<T> => {
  const got = await fetch(query.url + path);
  if (got.status !== 200) throw new Error(`${path}: ${got.status} ${await got.text()}`);
  return (await got.json()) as T;
};

/** Waits until the boards have seen everything that the engine has. */
async function caughtUp(): Promise<void> {
  const [position] = await servers.rows<{ frame: number }>(
    'select next_frame::int - 1 as frame from engine_positions',
  );
  await eventually('the boards to follow', async () => {
    const [now] = await servers.rows<{ entry: number }>(
      'select sequence::int as entry from engine_positions',
    );
    const { as_of: seen } = await answer<Leaderboard>('/v1/leaderboards/xp?limit=1');
    return seen.entry === now?.entry && position;
  });
}

const MONDAY = `date_trunc('week', now() at time zone 'utc') at time zone 'utc'`;
const FIRST = `date_trunc('month', now() at time zone 'utc') at time zone 'utc'`;
const earnedSince = (since: string) =>
  `select user_id::text as id, sum(xp_delta)::int as value from activity_log where timestamp >= ${since}
   group by user_id having sum(xp_delta) > 0 order by 2 desc, user_id`;
const ORACLE: Record<BoardName, string> = {
  xp: 'select id::text, xp as value from users where xp > 0 order by xp desc, users.id',
  gold: 'select id::text, gold as value from users where gold > 0 order by gold desc, users.id',
  level: 'select id::text, level as value from users where xp > 0 order by level desc, xp desc, users.id',
  stars: `select user_id::text as id, season_stars as value from user_stats
          where season_id = 1 and season_stars > 0 order by season_stars desc, user_id`,
  weekly: earnedSince(MONDAY),
  monthly: earnedSince(FIRST),
};

async function wholeBoard(board: BoardName, more = ''): Promise<{ id: string; value: number }[]> {
  const found: { id: string; value: number }[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: Leaderboard = await answer<Leaderboard>(
      `/v1/leaderboards/${board}?limit=7${more}${cursor && `&cursor=${cursor}`}`,
    );
    expect(page.members.map(({ rank }) => rank)).toEqual(page.members.map((_, n) => found.length + n + 1));
    found.push(...page.members.map(({ id, value }) => ({ id, value })));
    cursor = page.next;
  }
  return found;
}

test.each(BOARDS)('the board %s, page by page, is what the database orders', async (board) => {
  await caughtUp();
  const expected = await servers.rows<{ id: string; value: number }>(ORACLE[board]);
  expect(await wholeBoard(board)).toEqual(expected);
  const from = await answer<Leaderboard>(`/v1/leaderboards/${board}?limit=7&from=15`);
  expect(from.members.map(({ id, value }) => ({ id, value }))).toEqual(expected.slice(14, 21));
});

test('frames move the boards to where a fresh process reads them, and ranks are those that counting gives', async () => {
  const usual = query;
  query = await openQuery(600_000);
  await caughtUp();
  await award(17, { xp: 333, gold: 3 });
  await award(5, { xp: 12 });
  await publishFacts(servers.bus, 'main', [message(99, 0), message(7, 0), message(8, 30)]);
  await award(9, { xp: 1 });
  await caughtUp();
  const fresh = await openQuery();
  for (const board of BOARDS) {
    const expected = await servers.rows<{ id: string; value: number }>(ORACLE[board]);
    expect(await wholeBoard(board)).toEqual(expected);
    const own = query;
    query = fresh;
    expect(await wholeBoard(board)).toEqual(expected);
    query = own;
  }
  await Promise.all([fresh.stop(), query.stop()]);
  query = usual;
  for (const id of ['17', '99', '3']) {
    const { xp, ranks } = await answer<MemberProfile>(`/v1/members/${id}`);
    const [counted] = await servers.rows<{ rank: number }>(
      'select 1 + count(*)::int as rank from users where xp > $1 or (xp = $1 and id < $2)',
      [xp, id],
    );
    expect(ranks.xp).toBe(counted?.rank);
  }
});

test('the sums of a journal are the profile’s figures, whatever the size of its pages', async () => {
  for (const id of ['3', '4', '17']) {
    const profile = await answer<MemberProfile>(`/v1/members/${id}`);
    for (const limit of [1, 4, 100]) {
      const sum = { xp: 0, stars: 0, gold: 0 };
      const ids = new Set<string>();
      let cursor: string | null = '';
      while (cursor !== null) {
        const page: Journal = await answer<Journal>(
          `/v1/members/${id}/journal?limit=${limit}${cursor && `&cursor=${cursor}`}`,
        );
        for (const entry of page.entries) {
          ids.add(entry.id);
          sum.xp += entry.xp;
          sum.stars += entry.stars;
          sum.gold += entry.gold;
        }
        cursor = page.next;
      }
      expect(sum).toEqual({ xp: profile.xp, stars: profile.stars, gold: profile.gold });
      expect(ids.size).toBeGreaterThan(3);
    }
  }
});

test('why: by the number of the entry and by the id of the event', async () => {
  const { entries } = await answer<Journal>('/v1/members/7/journal?limit=100');
  const paid = entries.find(({ interaction, xp }) => interaction === 'MESSAGE' && xp === 15);
  expect(paid?.why).toBe('15 base = 15 XP; 1 base = 1 star');
  const byNumber = await answer<object>(`/v1/explain/${paid?.id}`);
  expect(byNumber).toMatchObject({ xp: 15, xp_factors: [{ name: 'base', value: 15 }], member: { id: '7' } });
  const [row] = await servers.rows<{ event: string }>(
    'select source_event_id as event from activity_log where id = $1',
    [paid?.id],
  );
  expect(await answer(`/v1/explain/${row?.event}`)).toEqual(byNumber);
});

test('as of a moment: the boards and the profile as they were, by the facts’ own times', async () => {
  const at = ago(100 * HOUR);
  const sums = await servers.rows<{ id: string; value: number; level: number; gold: number }>(
    `select user_id::text as id, sum(xp_delta)::int as value, max(coalesce((metadata->>'level')::int, 1)) as level,
            coalesce(sum((metadata->>'gold_delta')::int), 0)::int as gold
     from activity_log where timestamp <= $1 group by user_id having sum(xp_delta) > 0 order by 2 desc, user_id`,
    [at],
  );
  expect(await wholeBoard('xp', `&as_of=${at}`)).toEqual(sums.map(({ id, value }) => ({ id, value })));
  const byLevel = await wholeBoard('level', `&as_of=${at}`);
  expect(new Map(byLevel.map(({ id, value }) => [id, value]))).toEqual(
    new Map(sums.map(({ id, level }) => [id, level])),
  );
  const gold = sums.filter((each) => each.gold > 0).map(({ id, gold: value }) => [id, value]);
  expect(new Map((await wholeBoard('gold', `&as_of=${at}`)).map(({ id, value }) => [id, value]))).toEqual(
    new Map(gold as [string, number][]),
  );
  const [first] = sums;
  expect(await answer(`/v1/members/${first?.id}?as_of=${at}`)).toMatchObject({
    xp: first?.value,
    level: first?.level,
    gold: first?.gold,
    ranks: { xp: 1, gold: null },
    as_of: { entry: null, at },
  });
});

test('who leaves keeps the figures and leaves the boards, until they return; unless a setting shows them', async () => {
  const on = async () =>
    (await answer<Leaderboard>('/v1/leaderboards/xp?limit=100')).members.some(({ id }) => id === '17');
  const move = (type: 'member_leave' | 'member_join', hoursAgo: number) => {
    facts += 1;
    const times = { at: ago(hoursAgo * HOUR), received_at: ago(hoursAgo * HOUR) };
    return buildFact(type, { id: `${type}:s:${facts}`, user_id: '17', channel_id: null, ...times });
  };
  expect(await on()).toBe(true);
  const before = await answer<MemberProfile>('/v1/members/17');
  await publishFacts(servers.bus, 'main', [move('member_leave', 0)]);
  await eventually('the board without them', async () => !(await on()));
  const { xp, ranks, left_at: leftAt } = await answer<MemberProfile>('/v1/members/17');
  expect([xp, ranks.xp, leftAt]).toEqual([before.xp, null, ago(0)]);
  const fresh = await openQuery();
  const own = query;
  query = fresh;
  expect(await on()).toBe(false);
  query = own;
  await fresh.stop();

  const settings = { boards_hide_leavers: false };
  const body = JSON.stringify({ settings, seasons: [SEASON] });
  await servers.rows(`insert into rule_sets (community, version, body) values ('main', 2, $1)`, [body]);
  await publishRules(servers.bus, 'main', { version: 2, seasons: [SEASON], settings });
  await eventually('the board with them', on);
  await servers.rows(`insert into rule_sets (community, version, body) values ('main', 3, $1)`, [
    JSON.stringify({ settings: {}, seasons: [SEASON] }),
  ]);
  await publishRules(servers.bus, 'main', { version: 3, seasons: [SEASON] });
  await eventually('the board without them again', async () => !(await on()));
  await publishFacts(servers.bus, 'main', [move('member_join', -0.01)]);
  await eventually('the board with them again', on);
  expect((await answer<MemberProfile>('/v1/members/17')).left_at).toBeNull();
});

test('who is erased is on no board, and no place stays empty', async () => {
  const erased = String(TO_BE_ERASED);
  const command = buildCommand('erase_member', {}, { issuer: 'bot', actor: erased, at: ago(0) });
  await sendCommand(servers.bus, { community: 'main', command, deadlineMs: 10_000 });
  await caughtUp();
  for (const board of BOARDS) {
    const expected = await servers.rows<{ id: string; value: number }>(ORACLE[board]);
    expect(expected.map(({ id }) => id)).not.toContain(erased);
    expect(await wholeBoard(board)).toEqual(expected);
  }
  expect((await fetch(`${query.url}/v1/members/${erased}`)).status).toBe(404);
});

test('what changes beside the log is read anew', async () => {
  await servers.rows(`update users set xp = xp + 100000 where id = 21`);
  await servers.rows(`update engine_positions set rebuilds = rebuilds + 1`);
  await eventually('the mended figure', async () => {
    const [first] = (await answer<Leaderboard>('/v1/leaderboards/xp?limit=1')).members;
    return first?.id === '21';
  });
  await servers.rows(`update users set xp = xp - 100000 where id = 21`);
  await servers.rows(`update engine_positions set rebuilds = rebuilds + 1`);
});

test('while the standings are read anew, every board stays whole', async () => {
  await caughtUp();
  const ranks = async () => (await answer<MemberRanks>('/v1/members/7/ranks')).ranks;
  const before = await ranks();
  const weekly = await wholeBoard('weekly');
  const reading = `select from pg_stat_activity where wait_event = 'relation'`;
  await withClient(servers.database.url, async (holding) => {
    await holding.query('begin; lock table activity_log in access exclusive mode');
    await servers.rows('update engine_positions set rebuilds = rebuilds + 1');
    await eventually('the journal to be read', async () => (await servers.rows(reading)).length > 0);
    expect(await ranks()).toEqual(before);
    expect(await wholeBoard('weekly')).toEqual(weekly);
    await holding.query('rollback');
  });
});

test('the same reads answer over NATS, with the same problems', async () => {
  await caughtUp();
  const ask = (read: string, input: object) =>
    askRequest(servers.bus, querySubject('main', read), input, 5_000);
  expect(await ask('getLeaderboard', { board: 'gold', limit: 3 })).toEqual({
    answer: await answer('/v1/leaderboards/gold?limit=3'),
  });
  expect(await ask('getMember', { id: '7' })).toEqual({ answer: await answer('/v1/members/7') });
  expect(await ask('getPreferences', { id: '7' })).toEqual({
    answer: { announce_level_up: true, announce_achievements: true, announce_awards: true },
  });
  expect(await ask('getMember', { id: '424242' })).toMatchObject({ problem: { status: 404 } });
  expect(await ask('getMember', { id: 'ada' })).toMatchObject({ problem: { status: 400 } });
  expect(await ask('getLeaderboard', { board: 'silver' })).toMatchObject({ problem: { status: 400 } });
  expect(await ask('getLeaderboard', { board: 'xp', limit: 1_000 })).toMatchObject({
    problem: { status: 400 },
  });
  for (const search of ['a\0b', '\ud800'])
    expect(await ask('searchMembers', { search })).toMatchObject({ problem: { status: 400 } });
  expect(await ask('dropEverything', {})).toMatchObject({ problem: { status: 404 } });
});

test('the public stream and the public answers hold no id of an admin and no word of theirs', async () => {
  const admin = '998877665544332211';
  const command = buildCommand(
    'award',
    { member: '7', xp: 5, reason: 'a secret word' },
    { actor: admin, at: ago(0) },
  );
  await sendCommand(servers.bus, { community: 'main', command, deadlineMs: 10_000 });
  await caughtUp();
  const stop = new AbortController();
  const stream = await fetch(`${query.url}/v1/stream?recent=20&member=7&kind=granted`, {
    signal: stop.signal,
  });
  let text = '';
  for await (const chunk of stream.body as unknown as AsyncIterable<Uint8Array>) {
    text += Buffer.from(chunk).toString();
    if (text.includes('"award"')) break;
  }
  stop.abort();
  const events = [...text.matchAll(/^data: (.*)$/gm)].map(
    ([, json]) => JSON.parse(json ?? '') as RewardEvent,
  );
  expect(events.length).toBeGreaterThan(1);
  expect(events.every((event) => event.kind === 'granted' && event.member.id === '7')).toBe(true);
  expect(events.at(-1)).toMatchObject({ cause: 'command', award: { gold: 0, reason: '' } });
  const { entries } = await answer<Journal>('/v1/members/7/journal');
  const explained = await answer(`/v1/explain/${entries[0]?.id}`);
  const said = text + JSON.stringify([entries, explained]);
  expect(said).not.toContain(admin);
  expect(said).not.toContain('secret');
});
