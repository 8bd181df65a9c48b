import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { lastConfigEntry, sendCommand } from '@synapse/bus';
import {
  checkWhatIfReport,
  decodeRewardFrame,
  decodeRuleSet,
  encodeFact,
  type FactJson,
  type RewardEvent,
  type RuleChanges,
  snowflakeTime,
  type WhatIfReport,
} from '@synapse/contracts';
import { findDrift, openPool, openPrisma } from '@synapse/store';
import {
  buildCommand,
  buildFact,
  eventually,
  publishFacts,
  type RunningService,
  roleUrl,
  runInProcess,
  seededRandom,
  startTestServers,
  type TestServers,
  temporaryFolder,
} from '@synapse/testkit';
import { bootstrap } from '../services/admin/src/bootstrap/bootstrap';
import { layRuleSet, publishRuleSets } from '../services/admin/src/rule-sets';
import { applyWhatIf, type WhatIfJob } from '../services/admin/src/what-if/apply-what-if';
import { changeTables } from '../services/admin/src/what-if/change-tables';
import { undoWhatIf } from '../services/admin/src/what-if/undo-what-if';
import { runLakeWriter } from '../services/lake-writer/src/app';
import { runRewardEngine } from '../services/reward-engine/src/app';
import { describeReport } from '../services/reward-engine/src/what-if/describe-report';
import { whatIf } from '../services/reward-engine/src/what-if/what-if';

const MINUTE = 60_000;
const START = Date.UTC(2030, 0, 1);
const EVER = { since: 0, until: Number.MAX_SAFE_INTEGER };

/** A community on servers of its own, with everything that judges and everything that a what-if needs. */
async function startCommunity() {
  const servers: TestServers = await startTestServers();
  const as = (role: string) => ({
    NATS_URL: servers.nats.url,
    DATABASE_URL: roleUrl(servers.database.url, role),
  });
  const structure = { name: 'Guild', afk_channel_id: null, channels: [], roles: [] };
  const at = new Date().toISOString();
  const guild = { id: 'guild_structure:s:1', type: 'guild_structure', guild_id: '10', at, received_at: at };
  await publishFacts(servers.bus, 'main', [encodeFact({ ...guild, payload: structure } as FactJson)]);
  const startEngine = () => runInProcess('reward-engine', runRewardEngine, as('synapse_reward_engine'));
  const lakeWriter = await runInProcess('lake-writer', runLakeWriter, as('synapse_lake_writer'));
  let engine: RunningService = await startEngine();
  const config = {
    ...as('synapse_admin'),
    COMMUNITY: 'main',
    NATS_MONITOR_URL: undefined,
    ALLOW_UNSAFE_DURABILITY: true,
    BOOTSTRAP_WAIT_SECONDS: 10,
  };
  const prisma = openPrisma(config.DATABASE_URL);
  const pool = openPool({ url: config.DATABASE_URL, applicationName: 'test', max: 1 });
  await bootstrap({ config, signal: new AbortController().signal, say: () => {} });
  await servers.rows('update seasons set starts_at = $1, ends_at = $2', [
    new Date(START),
    new Date(START + 1e9),
  ]);

  async function settled(): Promise<void> {
    const { state } = await servers.bus.jsm.streams.info('FACTS_main');
    await eventually('lake and engine to have passed the log', async () => {
      const passed = await servers.rows<{ sequence: string }>(
        'select sequence from lake_positions union all select sequence from engine_positions',
      );
      return passed.length > 0 && passed.every(({ sequence }) => Number(sequence) === state.last_seq);
    });
  }

  async function changeRules(changes: RuleChanges): Promise<void> {
    await prisma.$transaction(async (tx) => {
      await changeTables(tx, changes);
      await layRuleSet(tx, 'main', new Date());
    });
    await publishRuleSets(prisma, servers.bus, 'main');
    await settled();
  }

  await changeRules({});

  const job = (change: Partial<WhatIfJob> = {}): WhatIfJob => ({
    prisma,
    bus: servers.bus,
    community: 'main',
    pool,
    signal: new AbortController().signal,
    onProgress: () => {},
    ...change,
  });

  return {
    ...servers,
    settled,
    changeRules,
    job,
    async live(facts: readonly FactJson[]): Promise<void> {
      for (let from = 0; from < facts.length; from += 40) {
        await publishFacts(servers.bus, 'main', facts.slice(from, from + 40));
      }
      await settled();
    },
    report: (changes: unknown, span = EVER): Promise<WhatIfReport> =>
      whatIf(
        {
          database: { url: as('synapse_reward_engine').DATABASE_URL, applicationName: 'test' },
          community: 'main',
          now: new Date(),
          onProgress: () => {},
          signal: new AbortController().signal,
        },
        { changes, span },
      ),
    apply: (report: WhatIfReport, change: Partial<WhatIfJob> = {}) =>
      applyWhatIf(job(change), report, new Date()),
    undo: (run: string) => undoWhatIf(job(), run, new Date()),
    async restartEngine(): Promise<void> {
      await engine.stop();
      engine = await startEngine();
    },
    stopEngine: () => engine.stop(),
    startEngine: async () => {
      engine = await startEngine();
    },
    async end(): Promise<void> {
      try {
        expect(await findDrift(pool)).toEqual([]);
      } finally {
        await Promise.all([engine.stop(), lakeWriter.stop()]);
        await pool.end();
        await prisma.close();
        await servers.end();
      }
    },
  };
}

type Community = Awaited<ReturnType<typeof startCommunity>>;

const figures = async ({ rows }: Community) => ({
  users: await rows('select id::int, xp, level, gold from users order by id'),
  totals: await rows('select user_id::int, stars, voice_minutes from member_totals order by 1'),
  stats: await rows(
    'select user_id::int, season_id, season_stars, voice_minutes from user_stats order by 1, 2',
  ),
  earned: await rows('select user_id::int, achievement_id from user_achievements order by 1, 2'),
});

const journalRows = async ({ rows }: Community) =>
  (await rows<{ n: number }>('select count(*)::int as n from activity_log'))[0]?.n;

async function told({ bus, rows }: Community, from = 1): Promise<RewardEvent[]> {
  await eventually(
    'the outbox to run empty',
    async () => (await rows('select 1 from reward_outbox')).length === 0,
  );
  const { state } = await bus.jsm.streams.info('REWARDS');
  const events: RewardEvent[] = [];
  for (let seq = from; seq <= state.last_seq; seq += 1) {
    const message = await bus.jsm.streams.getMessage('REWARDS', { seq });
    if (message) events.push(...decodeRewardFrame(message.data).events);
  }
  return events;
}

/** Some hours of a few members. */
function life(seed: number, count: number): FactJson[] {
  const random = seededRandom(seed);
  const pick = (most: number) => 1 + Math.floor(random.next() * most);
  const messageAt = (time: number, n: number) =>
    String((BigInt(time - snowflakeTime(0n)) << 22n) + BigInt(n));
  return Array.from({ length: count }, (_, n) => {
    const at = new Date(START + n * MINUTE - (random.next() < 0.1 ? 9 * MINUTE : 0)).toISOString();
    const common = { user_id: String(pick(6)), at, received_at: at };
    const kind = random.next();
    if (kind < 0.5) {
      const fact = { id: `msg:${n}`, ...common, channel_id: String(100 + pick(2)) };
      return buildFact('message_create', fact, { length: 100 * pick(6) });
    }
    if (kind < 0.8) {
      const target = { id: `rxn_add:s:${n}`, ...common, target_id: String(pick(6)) };
      return buildFact('reaction_add', target, { message_id: messageAt(START - MINUTE, pick(4)) });
    }
    return buildFact('voice_tick', { id: `voice_tick:10:${common.user_id}:${n}`, ...common });
  });
}

const messages = (members: number, from = 1): FactJson[] =>
  Array.from({ length: members }, (_, n) => {
    const at = new Date(START + n * MINUTE).toISOString();
    return buildFact('message_create', {
      id: `msg:${from + n}`,
      user_id: String(from + n),
      at,
      received_at: at,
    });
  });

const MORE: RuleChanges = {
  settings: {
    xp_base_message: 40,
    cooldown_seconds: 300,
    max_reactions_per_pair_per_day: 9,
    voice_ticks_per_hour: 2,
    gold_per_level_up: 60,
    stars_base_message: 2,
  },
};

let communities: Community[] = [];
async function start(): Promise<Community> {
  const community = await startCommunity();
  communities.push(community);
  return community;
}
afterEach(async () => {
  const ended = communities;
  communities = [];
  for (const community of ended) await community.end();
});

test('applied over the whole log, a what-if gives what its rules would have given from the start', async () => {
  const [here, there] = [await start(), await start()];
  const facts = life(7, 240);
  await there.changeRules(MORE);
  await Promise.all([here.live(facts), there.live(facts)]);
  const before = await figures(here);
  const rows = await journalRows(here);

  const same = await here.report({});
  expect(same).toMatchObject({
    members: [],
    top: [],
    totals: { xp: 0 },
    facts: { missing: 0, unexplained: 0 },
  });
  expect(same.facts.judged).toBe(240);
  const report = await here.report(MORE);
  expect(checkWhatIfReport(JSON.parse(JSON.stringify(report)))).toEqual(report);
  expect(report.facts).toEqual({ judged: 240, missing: 0, unexplained: 0 });
  expect(report.members.filter(({ kept, clamped }) => clamped || kept.levels.length > 0)).toEqual([]);
  expect(report.top.length).toBeGreaterThan(0);
  expect(describeReport(report).join('\n')).toContain('240 facts judged anew.');
  expect([await figures(here), await journalRows(here)]).toEqual([before, rows]);

  const heard = (await told(here)).length;
  const { outcomes, judgedBefore } = await here.apply(report);
  expect(judgedBefore.facts).toBe(0);
  expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['applied']));
  const wanted = await figures(there);
  expect(await figures(here)).toEqual(wanted);
  for (const { member, after } of report.members) {
    expect(wanted.users).toContainEqual(
      expect.objectContaining({ id: Number(member), xp: after.xp, level: after.level, gold: after.gold }),
    );
  }
  const since = (await told(here)).slice(heard);
  expect(since.length).toBeGreaterThan(10);
  expect(since.filter(({ silent }) => !silent)).toEqual([]);
  const entry = await lastConfigEntry(here.bus, 'main');
  expect(entry && decodeRuleSet(entry.body).settings).toMatchObject(MORE.settings as object);

  const applied = await journalRows(here);
  expect((await here.apply(report)).outcomes).toEqual(outcomes);
  expect(await journalRows(here)).toBe(applied);
  await expect(here.report(MORE)).rejects.toThrow(report.run);

  const { untouched } = await here.undo(report.run);
  await here.undo(report.run);
  expect(untouched).toEqual([]);
  const back = await figures(here);
  const without = (users: object[]) => users.map((user) => ({ ...user, level: 0 }));
  expect({ ...back, users: without(back.users) }).toEqual({ ...before, users: without(before.users) });
  const restored = await lastConfigEntry(here.bus, 'main');
  expect(restored && decodeRuleSet(restored.body).settings).toMatchObject({ xp_base_message: 15 });
  expect(await here.rows('select 1 from revoked_achievements')).toEqual([]);
  await expect(here.apply(report)).rejects.toThrow('taken back');
  expect(
    await here.rows(`select action_type from admin_log where target_id = $1 order by id`, [report.run]),
  ).toEqual([{ action_type: 'WHAT_IF_APPLY' }, { action_type: 'WHAT_IF_UNDO' }]);
}, 60_000);

describe('as commands', () => {
  const COMMANDS = {
    'what-if': '../services/reward-engine/dist/what-if-main.js',
    'apply-what-if': '../services/admin/dist/apply-what-if-main.js',
    'undo-what-if': '../services/admin/dist/undo-what-if-main.js',
  };
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    folder = temporaryFolder('synapse-what-if-');
  });
  afterEach(() => folder.remove());

  /** @param killAt ends the process without warning once it has said so */
  async function run(here: Community, name: keyof typeof COMMANDS, args: string[], killAt?: string) {
    const main = resolve(__dirname, COMMANDS[name]);
    if (!existsSync(main)) throw new Error(`${main} is missing: run \`npm run build\` first.`);
    const role = name === 'what-if' ? 'synapse_reward_engine' : 'synapse_admin';
    const env = {
      PATH: process.env.PATH,
      NATS_URL: here.nats.url,
      DATABASE_URL: roleUrl(here.database.url, role),
    };
    const child = spawn(process.execPath, [main, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk) => {
      output.stdout += String(chunk);
    });
    child.stderr.on('data', (chunk) => {
      output.stderr += String(chunk);
      if (killAt !== undefined && output.stderr.includes(killAt)) child.kill('SIGKILL');
    });
    const [code] = await once(child, 'close');
    return { code, ...output };
  }

  const corrections = async (here: Community) =>
    (
      await here.rows<{ n: number }>(
        `select count(*)::int as n from activity_log where metadata->>'kind' = 'correction' and metadata ? 'span'`,
      )
    )[0]?.n;

  test('an apply that is killed goes on where it stood, and has one effect; so does its undo', async () => {
    const here = await start();
    await here.live(messages(120));
    const before = await figures(here);
    const [changes, path] = [join(folder.path, 'changes.json'), join(folder.path, 'report.json')];
    await writeFile(changes, JSON.stringify({ settings: { xp_base_message: 20 } }));
    const reported = await run(here, 'what-if', [changes, '--from', '2030-01-01', '--json', path]);
    expect(reported).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('120 members would have more XP'),
    });
    const report = checkWhatIfReport(JSON.parse(await readFile(path, 'utf8')));
    expect(report.totals).toMatchObject({ gain: 120, xp: 600 });

    await run(here, 'apply-what-if', [path], 'correction 50');
    await here.restartEngine();
    expect(await corrections(here)).toBeGreaterThanOrEqual(50);
    expect(await corrections(here)).toBeLessThan(120);
    const applied = await run(here, 'apply-what-if', [path]);
    expect(applied).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('120 corrections: 120 applied'),
    });
    expect(await corrections(here)).toBe(120);
    expect((await figures(here)).users).toEqual(
      report.members.map(({ member, after: { xp, level, gold } }) => ({
        id: Number(member),
        xp,
        level,
        gold,
      })),
    );

    await run(here, 'undo-what-if', [report.run], 'correction 50');
    expect(await run(here, 'undo-what-if', [report.run])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('120 corrections: 120 applied'),
    });
    expect(await figures(here)).toEqual(before);
  }, 60_000);

  test('what is wrong is told in words', async () => {
    const here = await start();
    await here.live(messages(1));
    expect(await run(here, 'what-if', ['--help'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('--json'),
    });
    const path = join(folder.path, 'changes.json');
    await writeFile(path, '{"setings":{}}');
    const wrong: [keyof typeof COMMANDS, string[], string][] = [
      ['what-if', [path], 'needs a file'],
      ['what-if', [path, '--from', 'x'], '--from: "x" is no time'],
      ['what-if', [path, '--form', 'x'], '--form'],
      ['what-if', [path, '--from', '2030-01-01'], '/setings'],
      ['apply-what-if', [], 'needs the file'],
      ['apply-what-if', [path], 'Not a what-if report'],
      ['undo-what-if', ['abc'], 'No what-if abc'],
    ];
    for (const [name, args, why] of wrong) {
      expect(await run(here, name, args)).toMatchObject({ code: 1, stderr: expect.stringContaining(why) });
    }
  }, 60_000);
});

test('corrections wait in the log while the engine is away', async () => {
  const here = await start();
  await here.live(messages(2));
  const report = await here.report({ settings: { xp_base_message: 20 } });
  await here.stopEngine();
  const applying = here.apply(report);
  await new Promise((resolve) => setTimeout(resolve, 300));
  await here.startEngine();
  expect((await applying).outcomes.map(({ status }) => status)).toEqual(['applied', 'applied']);
}, 30_000);

test('gold that was spent cannot go, levels and achievements stay with what they paid, and the report says so', async () => {
  const here = await start();
  const many = Array.from({ length: 12 }, (_, n) => {
    const at = new Date(START + n * MINUTE).toISOString();
    return buildFact('message_create', { id: `msg:${n}`, user_id: '1', at, received_at: at });
  });
  await here.live(many);
  const [rich] = (await figures(here)).users as { gold: number; level: number }[];
  expect(rich?.level).toBeGreaterThan(2);
  for (let left = rich?.gold ?? 0; left >= 50; left -= 50) {
    const answer = await sendCommand(here.bus, {
      community: 'main',
      command: buildCommand('spend_gold', { item: 'coffee' }),
      deadlineMs: 10_000,
    });
    expect(answer.status).toBe('applied');
  }
  const cheaper = await here.report({ settings: { gold_per_level_up: 1 } });
  expect(cheaper.members).toMatchObject([{ clamped: true, after: { gold: 0 } }]);
  const worse = await here.report({ settings: { xp_base_message: 1 } });
  expect(worse.members).toMatchObject([{ clamped: false, kept: { levels: expect.arrayContaining([3]) } }]);
  expect(worse.members[0]?.kept.achievements.length).toBeGreaterThan(0);
  const { before, after } = worse.members[0] as WhatIfReport['members'][number];
  expect(after).toMatchObject({ level: before.level, gold: before.gold });
  expect(after.xp).toBeLessThan(before.xp);
  expect(describeReport(worse).join('\n')).toContain(`keeps level ${before.level}`);
  await here.apply(worse);
  expect((await figures(here)).users).toEqual([
    { id: 1, xp: after.xp, level: before.level, gold: before.gold },
  ]);
});

test('only the facts of the span are judged anew, and what the lake lost is told', async () => {
  const here = await start();
  await here.live(life(3, 120));
  const half = { since: START + 60 * MINUTE, until: Number.MAX_SAFE_INTEGER };
  const unchanged = await here.report({}, half);
  expect(unchanged).toMatchObject({ members: [], facts: { missing: 0, unexplained: 0 } });
  expect(unchanged.facts.judged).toBeLessThan(70);
  await here.rows(`delete from event_lake where source_id = any($1)`, [
    life(3, 120)
      .slice(70, 80)
      .map(({ id }) => id),
  ]);
  const report = await here.report({}, half);
  expect(report.members).toEqual([]);
  expect(report.facts.missing).toBe(10);
  expect(describeReport(report).join('\n')).toContain('An estimate: 10 facts');
});

test('facts that came after the report were judged by the old rules, and a report about them can follow', async () => {
  const here = await start();
  await here.live(messages(3));
  const changes = { settings: { xp_base_message: 20 } };
  const report = await here.report(changes);
  const at = new Date(START + 9 * MINUTE).toISOString();
  await here.live([buildFact('message_create', { id: 'msg:late', user_id: '1', at, received_at: at })]);
  const { judgedBefore } = await here.apply(report);
  expect(judgedBefore).toMatchObject({ facts: 1, first: new Date(at) });
  const follow = await here.report(changes, { since: Date.parse(report.until), until: EVER.until });
  expect(follow.members).toMatchObject([{ member: '1', correction: { xp: 5 } }]);
  expect(follow.facts.judged).toBe(1);
});

test('an undo leaves what somebody changed since, and says which', async () => {
  const here = await start();
  await here.live(messages(1));
  const report = await here.report({ settings: { xp_base_message: 20, cooldown_seconds: 10 } });
  await here.apply(report);
  await here.changeRules({ settings: { cooldown_seconds: 99 } });
  expect((await here.undo(report.run)).untouched).toEqual(['settings/cooldown_seconds']);
  expect((await here.undo(report.run)).untouched).toEqual(['settings/cooldown_seconds']);
  expect(
    await here.rows(
      `select key, value_json from settings where key in ('xp_base_message', 'cooldown_seconds') order by 1`,
    ),
  ).toEqual([
    { key: 'cooldown_seconds', value_json: '99' },
    { key: 'xp_base_message', value_json: '15' },
  ]);
});

test('multipliers, channels and templates are changed and put back', async () => {
  const here = await start();
  const [category] = await here.rows<{ id: number }>('select id from categories');
  const [template] = await here.rows<{ id: number }>(
    `select id from achievement_templates where name = 'First Steps'`,
  );
  const [id, goal] = [category?.id ?? 0, template?.id ?? 0];
  const tables = () =>
    here.rows(`
      select (select json_agg(m order by id) from (select * from category_multipliers) m) as multipliers,
        (select json_agg(c order by channel_id) from category_channels c) as channels,
        (select json_agg(t order by id) from achievement_templates t) as templates`);
  await here.live(messages(2));
  const before = [await tables(), await figures(here)];
  const report = await here.report({
    multipliers: [{ category: id, interaction: 'MESSAGE', xp: 3 }],
    channels: [{ channel: '100', category: id }],
    templates: [{ id: goal, requirement_value: 30, xp_reward: 7 }],
  });
  expect(report.members).toMatchObject([
    { correction: { achievements: expect.arrayContaining([{ template: goal, xp: 7, gold: 0 }]) } },
    {},
  ]);
  await here.apply(report);
  expect((await figures(here)).earned).toContainEqual({ user_id: 1, achievement_id: goal });
  await here.undo(report.run);
  expect([await tables(), await figures(here)]).toEqual(before);
});

test('changes that cannot be made, and a span without facts, are refused by the name of what is wrong', async () => {
  const here = await start();
  await here.live(messages(1));
  const twice = [1, 2].map(() => ({ channel: '5', category: null }));
  const wrong: [unknown, string][] = [
    [{ setings: {} }, '/setings'],
    [{ templates: [{ id: 1, xp: 3 }] }, '/templates/0/xp'],
    [{ settings: { xp_base_mesage: 3 } }, 'xp_base_mesage: no setting has this key'],
    [{ settings: { level_factor: 1 } }, 'level_factor'],
    [{ multipliers: [{ category: 999, interaction: 'MESSAGE' }] }, '/multipliers/0/category'],
    [{ multipliers: [{ category: 1, interaction: 'MESSAGE', xp: -1 }] }, '/multipliers/0/xp'],
    [{ templates: [{ id: 999 }] }, '/templates/0/id'],
    [{ channels: twice }, '/channels/1'],
  ];
  for (const [changes, why] of wrong) await expect(here.report(changes)).rejects.toThrow(why);
  await expect(here.report({}, { since: START + 1e9, until: EVER.until })).rejects.toThrow('No fact');
});

test('a report of rules that are no longer in force, of another community or log, or that was changed', async () => {
  const here = await start();
  await here.live(messages(1));
  const report = await here.report({ settings: { xp_base_message: 20 } });
  const before = [await figures(here), await here.rows('select * from settings order by key')];
  expect(() => checkWhatIfReport({ ...report, totals: { ...report.totals, xp: 999 } })).toThrow('changed');
  const position = { ...report.position, stream_created: 'another' };
  await expect(here.apply({ ...report, position })).rejects.toThrow('another log');
  await expect(here.apply({ ...report, community: 'other' })).rejects.toThrow('about other');
  await expect(here.undo(report.run)).rejects.toThrow('No what-if');
  expect([await figures(here), await here.rows('select * from settings order by key')]).toEqual(before);
  await here.changeRules({ settings: { cooldown_seconds: 31 } });
  await expect(here.apply(report)).rejects.toThrow('no longer the rules in force');
  expect(await figures(here)).toEqual(before[0]);
});
