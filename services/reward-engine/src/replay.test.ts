import { createHash, randomUUID } from 'node:crypto';
import { ensureStream, factsStream, publishFrame } from '@synapse/bus';
import { commandSubject, decodeRewardFrame, encodeCommand, type FactJson } from '@synapse/contracts';
import {
  A_MOMENT,
  buildCommand,
  buildFact,
  eventually,
  publishFacts,
  publishRules,
  roleUrl,
  runInProcess,
  seededRandom,
  startTestServers,
  type TestServers,
} from '@synapse/testkit';
import { FACTS, life, MINUTE, rules } from '../test/life.js';
import { runRewardEngine } from './app.js';

let servers: TestServers;
beforeEach(async () => {
  servers = await startTestServers();
  await servers.rows(`insert into seasons (id, guild_id, name, starts_at, ends_at, active)
    values (9, 10, 'Season 1', '2026-01-01', '2026-02-01', true)`);
  await servers.rows(`insert into achievement_templates
      (id, guild_id, name, description, requirement_type, requirement_scope, rarity)
    select id, 10, 'Template ' || id, '', 'counter_threshold', 'lifetime', 'common' from generate_series(1, 3) as id`);
  for (const version of [1, 2]) {
    const body = JSON.stringify({
      v: 1,
      community: 'main',
      semantics: 1,
      at: A_MOMENT,
      categories: [],
      quests: [],
      ...rules(version),
    });
    await servers.rows('insert into rule_sets (community, version, body) values ($1, $2, $3)', [
      'main',
      version,
      body,
    ]);
  }
});
afterEach(() => servers.end());

const start = () =>
  runInProcess('reward-engine', runRewardEngine, {
    NATS_URL: servers.nats.url,
    DATABASE_URL: roleUrl(servers.database.url, 'synapse_reward_engine'),
  });

async function untilJudged(): Promise<void> {
  const { state } = await servers.bus.jsm.streams.info('FACTS_main');
  await eventually('the whole log to be judged', async () => {
    const [position] = await servers.rows<{ sequence: string }>('select sequence from engine_positions');
    return Number(position?.sequence ?? 0) === state.last_seq;
  });
}

const TABLES = [
  'users',
  'member_totals',
  'user_stats',
  'user_achievements',
  'activity_log',
  'reward_windows',
  'engine_tombstones',
];

/** One hash of every row that the engine wrote. */
async function hash(): Promise<string> {
  const digest = createHash('sha256');
  for (const table of TABLES) {
    for (const { row } of await servers.rows<{ row: string }>(
      `select (to_jsonb(t) - 'sequence')::text as row from ${table} t order by 1`,
    )) {
      digest.update(`${table} ${row}\n`);
    }
  }
  return digest.digest('hex');
}

/**
 * Publishes the facts in frames of the given sizes, with the rules changing and a member erased in the middle.
 * @param doubled everything twice, and all of it once more at the end
 */
async function publish(facts: readonly FactJson[], sizes: () => number, doubled = false): Promise<void> {
  await publishRules(servers.bus, 'main', rules(1));
  let changed = false;
  for (let from = 0; from < facts.length; ) {
    if (!changed && from >= FACTS / 2) {
      await publishRules(servers.bus, 'main', rules(2));
      for (let times = doubled ? 2 : 1; times > 0; times -= 1) await erase('2');
      changed = true;
    }
    const middle = changed ? facts.length : FACTS / 2;
    const frame = facts.slice(from, Math.min(from + sizes(), middle));
    await publishFacts(servers.bus, 'main', frame);
    if (doubled) await publishFacts(servers.bus, 'main', frame);
    from += frame.length;
  }
  if (doubled) await publishFacts(servers.bus, 'main', facts);
}

/** Erases a member in the middle of the facts: what stragglers tell of the time before stays out. */
async function erase(actor: string): Promise<void> {
  const at = new Date(Date.parse(A_MOMENT) + (FACTS / 2) * MINUTE).toISOString();
  const command = buildCommand('erase_member', {}, { issuer: 'bot', id: 'bye', actor, at });
  const [subject, body] = [commandSubject('main', 'bot'), encodeCommand(command)];
  await publishFrame(servers.bus, { subject, id: `test:erase:${randomUUID()}`, body });
}

async function run(publishing: () => Promise<void>, kills = 0): Promise<string> {
  const random = seededRandom(3);
  let service = await start();
  const published = publishing();
  for (let kill = 0; kill < kills; kill += 1) {
    await new Promise((resolve) => setTimeout(resolve, random.next() * 60));
    await servers.rows(
      `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'synapse_reward_engine' and datname = current_database()`,
    );
    if (kill % 2 === 0) {
      await service.stop().catch(() => {});
      service = await start();
    }
  }
  await published;
  await untilJudged();
  await service.stop();
  return hash();
}

const forgetRows = () =>
  servers.rows(`truncate ${TABLES.join(', ')}, engine_positions, reward_outbox cascade`);

/** An empty log and empty tables. */
async function again(): Promise<void> {
  await servers.bus.jsm.streams.delete('FACTS_main');
  await ensureStream(servers.bus, factsStream('main'));
  await forgetRows();
}

test('one log, live, in other frames, doubled, replayed and with kills: the same rows to the byte', async () => {
  const facts = life(11);
  const random = seededRandom(5);
  const live = await run(() => publish(facts, () => 1));
  expect(await servers.rows('select 1 from user_achievements')).not.toEqual([]);
  expect(await servers.rows('select 1 from engine_tombstones')).toHaveLength(1);
  expect(await servers.rows('select 1 from activity_log where user_id = 2 limit 1')).toHaveLength(1);
  expect(await servers.rows(`select 1 from activity_log where metadata->>'denial' is not null`)).not.toEqual(
    [],
  );

  await again();
  expect(await run(() => publish(facts, () => FACTS))).toBe(live);
  await again();
  expect(await run(() => publish(facts, () => 1 + Math.floor(random.next() * 30), true))).toBe(live);
  await again();
  expect(await run(() => publish(facts, () => 3), 6)).toBe(live);

  await forgetRows();
  expect(await run(async () => {})).toBe(live);
}, 60_000);

test('more events than one message of the broker holds leave in several frames, and none is lost', async () => {
  const service = await start();
  const facts = Array.from({ length: 500 }, (_, n) =>
    buildFact('reaction_add', {
      id: `rxn_add:s:${n}`,
      user_id: String(1000 + 2 * n),
      target_id: String(1001 + 2 * n),
      actor: { name: '🎉'.repeat(100), avatar: null },
    }),
  );
  for (const part of [facts.slice(0, 250), facts.slice(250)]) await publishFacts(servers.bus, 'main', part);
  const busy = Array.from({ length: 500 }, (_, n) =>
    buildFact('message_create', {
      id: `msg:${n}`,
      user_id: String(1000 + n),
      actor: { name: '🎉'.repeat(100), avatar: null },
    }),
  );
  await publishFacts(servers.bus, 'main', busy);
  await untilJudged();
  await eventually(
    'the outbox to run empty',
    async () => (await servers.rows('select 1 from reward_outbox')).length === 0,
  );
  await service.stop();
  const { state } = await servers.bus.jsm.streams.info('REWARDS');
  let events = 0;
  for (let seq = 1; seq <= state.last_seq; seq += 1) {
    const message = await servers.bus.jsm.streams.getMessage('REWARDS', { seq });
    events += message ? decodeRewardFrame(message.data).events.length : 0;
  }
  expect(events).toBe(1500);
});
