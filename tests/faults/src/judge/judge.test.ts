import { connectBus, publishFrame } from '@synapse/bus';
import { commandSubject, encodeCommand } from '@synapse/contracts';
import { buildFact, temporaryFolder } from '@synapse/testkit';
import { Client } from 'pg';
import { createInjections } from '../life/injections';
import { startLife } from '../life/life';
import type { Presence } from '../life/presence';
import { watchClaims } from '../obligations/claims';
import { obligations } from '../obligations/obligations';
import { invariants, services } from '../parts/parts';
import { webhooks } from '../parts/webhooks';
import { judge } from '../run-story';
import { type DatabaseServer, startDatabaseServer } from '../system/database-server';
import { COMMUNITY } from '../system/environment';
import { bringUp, drained, ended } from '../system/phases';
import type { Post } from '../system/receiver';
import { SIGNING_KEY } from '../system/secrets';
import { type System, startSystem } from '../system/system';
import { announcementsAreOwed } from './announcement-invariants';
import { type Evidence, gather } from './evidence';
import { proofsAgree } from './figure-invariants';
import { nothingLeaks } from './process-invariants';
import { toldRewards } from './told-rewards';
import { staysAreTicked, ticksAreEarned } from './voice-invariants';
import { checkLetters } from './webhook-invariants';

let folder: ReturnType<typeof temporaryFolder>;
let database: DatabaseServer;
let system: System;
let evidence: Evidence;
let owners: Presence;
let erased: string;

beforeAll(async () => {
  folder = temporaryFolder('synapse-judge-');
  database = await startDatabaseServer(`${folder.path}/postgres`);
  system = await startSystem({ seed: 1, database, services });
  await bringUp(system);
  owners = webhooks.enter?.(system) as Presence;
  const life = await startLife(system, [owners], 1, 60);
  const mend = system.receiver.behave('everything', { status: 410 });
  await said(50);
  mend();
  await erase();
  await said(50);
  await life.stop();
  await drained(system, [owners]);
  expect(await ended(system)).toEqual([]);
  evidence = await gather(system, obligations(watchClaims(system.simulator).all()), createInjections());
}, 180_000);

afterAll(async () => {
  await system.end();
  await database.stop();
  folder.remove();
});

/** Waits until Discord has said so much more. */
async function said(dispatches: number): Promise<void> {
  const { length } = system.simulator.log;
  while (system.simulator.log.length < length + dispatches)
    await new Promise((resolve) => setTimeout(resolve, 50));
}

/** Lets whoever was told of first be erased. */
async function erase(): Promise<void> {
  const bus = await connectBus({ url: system.broker.url, name: 'test' });
  const told = await toldRewards(system);
  erased = told.flatMap(({ event }) => ('member' in event ? [event.member.id] : []))[0] ?? '';
  const order = { v: 1, id: 'erase', at: new Date(system.clock.now()).toISOString(), guild_id: null };
  const command = { ...order, issuer: 'admin', actor: '77', type: 'erase_member', member: erased } as const;
  const body = encodeCommand(command as never);
  await publishFrame(bus, { subject: commandSubject(COMMUNITY, 'admin'), id: 'erase', body });
  await bus.close();
}

/** Those that see what a transaction has not committed. */
const OF_ONE_SNAPSHOT = invariants.filter((each) => each !== proofsAgree && each !== announcementsAreOwed);

/** What is more than a minute may hold is announced minutes later: campaigns wait for it, this file does not. */
const AT_ONCE = invariants.filter((each) => each !== announcementsAreOwed);

/** What the judge says of the tables as a statement would leave them; they stay as they are. */
async function afterStatement(sql: string): Promise<string[]> {
  const client = new Client({ connectionString: database.url(system.databaseName) });
  await client.connect();
  await client.query('begin');
  try {
    const { rowCount } = await client.query(sql);
    expect(rowCount).toBeGreaterThan(0);
    const rows = async (text: string, values: unknown[] = []) => (await client.query(text, values)).rows;
    return await judge({ ...evidence, system: { ...system, rows } as System }, OF_ONE_SNAPSHOT);
  } finally {
    await client.query('rollback');
    await client.end();
  }
}

test('a system that was left alone holds', async () => {
  expect(await judge(evidence, [...AT_ONCE, ...owners.invariants])).toEqual([]);
  expect(system.traces().length).toBeGreaterThan(0);
});

const one = (table: string) => `ctid = (select min(ctid) from ${table})`;

test.each([
  ['lake', `delete from event_lake where ${one('event_lake')}`, 'the lake holds every fact once'],
  [
    'content',
    `update event_lake set user_id = 1 where ${one('event_lake')}`,
    'the lake holds every fact once',
  ],
  [
    'counter',
    `update event_counters set count = count + 1 where ${one('event_counters')}`,
    'counters are the counts',
  ],
  [
    'journal',
    `update activity_log set xp_delta = xp_delta + 1 where ${one('activity_log')}`,
    'the journal is the independent model’s',
  ],
  [
    'journal row',
    `delete from activity_log where ${one('activity_log')}`,
    'the journal is the independent model’s',
  ],
  ['member', `update users set xp = xp + 1 where xp > 0`, 'figures are the sums of the journal'],
  ['level', `update users set level = level + 1`, 'every figure is the independent model’s'],
  [
    'season',
    `update user_stats set season_stars = season_stars + 1`,
    'every figure is the independent model’s',
  ],
  ['achievement', `delete from user_achievements`, 'every figure is the independent model’s'],
  ['outcome', `update command_outcomes set outcome = '{"status":"refused"}'`, 'each command has one outcome'],
  [
    'letter',
    `insert into lake_dead_letters select 'main', 'now', 1, 0, 's', 'r', 'd', '', now()`,
    'dead letters are the poison',
  ],
  ['outbox', `insert into reward_outbox values ('main', 999, '', null)`, 'reward events on the stream'],
  ['canary', `update users set discord_name = 'canary-5d1e77-never-leaves' where xp > 0`, 'no message text'],
])('it sees what a changed %s means', async (_, sql, invariant) => {
  expect((await afterStatement(sql)).join('\n')).toContain(invariant);
});

test('it sees what the log lacks, and what nobody owed', async () => {
  const without = (id: string) => evidence.obligations.filter((each) => each.id !== id);
  const someId = evidence.obligations.find(({ type }) => type === 'message_create')?.id as string;
  const lost = evidence.happened.filter((each) => each.kind !== 'fact' || each.fact.id !== someId);
  expect((await judge({ ...evidence, happened: lost }, OF_ONE_SNAPSHOT)).join('\n')).toContain(
    `lost: ${someId}`,
  );
  const invented = { ...evidence, obligations: without(someId) };
  expect((await judge(invented, OF_ONE_SNAPSHOT)).join('\n')).toContain(`nobody owed ${someId}`);
  const [first, ...rest] = evidence.model.told;
  const reordered = {
    ...evidence,
    model: { ...evidence.model, told: [...rest, first as (typeof rest)[0]] },
  };
  expect((await judge(reordered, OF_ONE_SNAPSHOT)).join('\n')).toContain('reward events on the stream');
});

test('it sees a voice tick that nobody earned, and one that somebody did', async () => {
  const now = system.clock.now();
  const fact = (type: string, id: string, at: number, payload: object) => ({
    ...{ kind: 'fact' as const, sequence: 1_000_000, index: 0, isHistory: false },
    fact: buildFact(type as 'voice_join', { id, at: new Date(at).toISOString() }, payload as never),
  });
  const minute = Math.ceil(now / 60_000) * 60_000;
  const stay = fact('voice_join', 'j', minute - 1, { self_mute: false, self_deaf: false, is_afk: false });
  const tick = (to: number) => fact('voice_tick', `t${to}`, to, { tick_minutes: 1 });
  const rules = { kind: 'rules' as const, sequence: 1, rules: { settings: { voice_min_members: 1 } } };
  const told = (...more: object[]) =>
    judge({ ...evidence, happened: [rules, ...more] as never }, [staysAreTicked, ticksAreEarned]);
  expect(await told(stay, tick(minute + 60_000), tick(minute + 120_000))).toEqual([]);
  expect((await told(stay, tick(minute + 120_000))).join('\n')).toContain('no tick for');
  expect((await told(tick(minute + 60_000))).join('\n')).toContain('not there all the time');
});

test('it sees figures that the journal does not give back', async () => {
  await system.rows(`update users set gold = gold + 1 where id = (select min(id) from users)`);
  expect((await judge(evidence, [proofsAgree])).join('\n')).toContain('rebuild-main ended with');
  await system.command('reward-engine', 'rebuild-main', { REPAIR: '1' });
  expect(await judge(evidence, [proofsAgree])).toEqual([]);
});

const changed = (posts: readonly Post[], at: number, to: object) =>
  posts.with(at, { ...posts[at], ...to } as Post);

/** What the judge says of endpoints that were given something else, by what becomes of one post that was taken at once. */
function afterPosts(spoil: (posts: readonly Post[], at: number) => readonly Post[]): Promise<string[]> {
  const { posts } = system.receiver;
  const refused = posts.filter(({ status }) => status !== 204).map(({ headers }) => headers['webhook-id']);
  const [post] = posts.filter(
    ({ endpoint, body, headers }) =>
      endpoint === 'everything' && body.includes('"gold_moved"') && !refused.includes(headers['webhook-id']),
  );
  const at = posts.indexOf(post as Post);
  const receiver = { ...system.receiver, posts: spoil(posts, at) };
  return judge({ ...evidence, system: { ...system, receiver } }, owners.invariants);
}

test.each<[string, Parameters<typeof afterPosts>[0], string]>([
  [
    'was never posted',
    (posts, at) => posts.filter(({ headers }) => headers['webhook-id'] !== posts[at]?.headers['webhook-id']),
    'lost: ',
  ],
  ['was not taken', (posts, at) => changed(posts, at, { status: 500 }), 'lost: '],
  [
    'was overtaken',
    (posts, at) => [...posts.toSpliced(at, 1), { ...posts[at], answeredAt: posts.length } as Post],
    ' overtook ',
  ],
  [
    'was followed before its answer',
    (posts, at) => changed(posts, at, { answeredAt: posts.length }),
    ' overtook ',
  ],
  [
    'nobody told',
    (posts, at) => changed(posts, at, { headers: { 'webhook-id': 'x' } }),
    'not what is on the stream',
  ],
  [
    'says something else',
    (posts, at) => changed(posts, at, { body: posts[at]?.body.replace('"xp":', '"xp":1') }),
    'not what is on the stream',
  ],
  [
    'came again as something else',
    (posts, at) => [...posts, { ...posts[at], body: '{"data":{}}' } as Post],
    'came again as something else',
  ],
  ['nobody asked for', (posts, at) => changed(posts, at, { endpoint: 'some' }), 'was not asked for'],
  [
    'is signed at another time',
    (posts, at) => changed(posts, at, { headers: { ...posts[at]?.headers, 'webhook-timestamp': '1' } }),
    'is not signed',
  ],
])('it sees a webhook that %s', async (_, spoil, complaint) => {
  expect((await afterPosts(spoil)).join('\n')).toContain(complaint);
});

test('it sees dead letters of somebody who was erased, and a secret that was told', async () => {
  const told = await toldRewards(system);
  const { event, frame } = told.find((each) => JSON.stringify(each).includes(erased)) as (typeof told)[0];
  const letter = { endpoint: 'some', event, done: told.at(-1)?.frame ?? 0 };
  expect(await checkLetters(system, [{ ...letter, done: frame }])).toEqual([]);
  expect((await checkLetters(system, [letter])).join()).toContain('tells of somebody who was erased');
  const telling = { ...system, output: () => [`whsec_${SIGNING_KEY}`] };
  expect((await judge({ ...evidence, system: telling }, [nothingLeaks])).join()).toContain('a log holds one');
});
