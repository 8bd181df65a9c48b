import { publishFrame, readRewards, sendCommand } from '@synapse/bus';
import {
  type CommandJson,
  commandSubject,
  defaultRuleSet,
  encodeCommand,
  type RewardEvent,
  type RuleSet,
} from '@synapse/contracts';
import {
  A_MOMENT,
  buildCommand,
  eventually,
  publishRules,
  type RunningService,
  roleUrl,
  runInProcess,
  startTestServers,
  type TestServers,
} from '@synapse/testkit';
import { runRewardEngine } from '../src/app.js';

export const HOUR = 3_600_000;

/** A time after the moment at which built facts and commands happen. */
export const later = (ms: number) => new Date(Date.parse(A_MOMENT) + ms).toISOString();

/** An engine on real servers, new for each test; after each test the figures must be what the journal says. */
export function useEngine() {
  let servers: TestServers;
  let service: RunningService;

  const rows = <T extends object>(sql: string, values: unknown[] = []) => servers.rows<T>(sql, values);
  const start = async (config: { ERASURE_KEY?: string } = {}) => {
    service = await runInProcess('reward-engine', runRewardEngine, {
      NATS_URL: servers.nats.url,
      DATABASE_URL: roleUrl(servers.database.url, 'synapse_reward_engine'),
      ...config,
    });
    return service;
  };
  const stop = () => service.stop();

  beforeEach(async () => {
    servers = await startTestServers();
    await start();
  });

  afterEach(async () => {
    try {
      expect(await rows(UNBALANCED)).toEqual([]);
    } finally {
      await stop().catch(() => {});
      await servers.end();
    }
  });

  const send = (command: CommandJson, deadlineMs = 10_000) =>
    sendCommand(servers.bus, { community: 'main', command, deadlineMs });

  return {
    get bus() {
      return servers.bus;
    },
    get natsUrl() {
      return servers.nats.url;
    },
    get databaseUrl() {
      return servers.database.url;
    },
    rows,
    start,
    stop,
    send,
    async restart() {
      await stop();
      await start();
    },
    /** Puts a command in the log without waiting for its outcome. @returns its sequence */
    async publish(command: CommandJson): Promise<number> {
      const subject = commandSubject('main', command.issuer);
      const body = encodeCommand(command);
      return (await publishFrame(servers.bus, { subject, id: `test:${command.id}`, body })).sequence;
    },
    award: (xp: number, gold = 0, member = '1') =>
      send(buildCommand('award', { member, xp, gold, reason: 'for the test' })),
    committed: (sequence: number) =>
      eventually(`entry ${sequence} to be judged`, async () => {
        const [position] = await rows<{ sequence: string }>('select sequence from engine_positions');
        return Number(position?.sequence ?? 0) >= sequence;
      }),
    figures: () => rows('select id::int, xp, level, gold from users order by id'),
    told: () => toldBy(servers),
    define: (rules: Partial<RuleSet>) => define(servers, rules),
  };
}

const UNBALANCED = `
  select u.id, u.xp, u.gold, j.* from users u left join (
    select user_id, sum(xp_delta) xp, sum((metadata->>'gold_delta')::int) gold from activity_log group by user_id
  ) j on j.user_id = u.id where u.xp <> coalesce(j.xp, 0) or u.gold <> coalesce(j.gold, 0) or u.gold < 0`;

/** Every reward event so far. */
async function toldBy({ bus, rows }: TestServers): Promise<RewardEvent[]> {
  const isEmpty = async () => (await rows('select 1 from reward_outbox')).length === 0;
  await eventually('the outbox to run empty', isEmpty);
  const { state } = await bus.jsm.streams.info('REWARDS');
  const events: RewardEvent[] = [];
  const { signal } = new AbortController();
  if (state.messages === 0) return events;
  for await (const { sequence, frame } of readRewards(bus, { community: 'main', from: 1, signal })) {
    events.push(...frame.events);
    if (sequence === state.last_seq) break;
  }
  return events;
}

const DEFINITIONS = {
  seasons: `insert into seasons (id, guild_id, name, starts_at, ends_at, active)
    select id, guild_id, name, starts_at, ends_at, active from json_populate_recordset(null::seasons, $1)`,
  templates: `insert into achievement_templates
      (id, guild_id, name, description, requirement_type, requirement_scope, rarity)
    select id, guild_id, name, '', requirement_type, requirement_scope, rarity
    from json_populate_recordset(null::achievement_templates, $1)`,
  quests: `insert into quests (id, guild_id, title, description)
    select id, guild_id, title, '' from json_populate_recordset(null::quests, $1)`,
};

/** Lays down the definitions, as admin would, and puts the rules in force. */
async function define({ bus, rows }: TestServers, rules: Partial<RuleSet>): Promise<void> {
  for (const [name, sql] of Object.entries(DEFINITIONS)) {
    await rows(sql, [JSON.stringify(rules[name as keyof typeof DEFINITIONS] ?? [])]);
  }
  const body = { ...defaultRuleSet('main'), version: 1, ...rules };
  await rows(`insert into rule_sets (community, version, body) values ('main', 1, $1)`, [body]);
  await publishRules(bus, 'main', { version: 1, ...rules });
}
