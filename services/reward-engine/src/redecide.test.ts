import { setTimeout as pause } from 'node:timers/promises';
import { COMMANDS } from '@synapse/contracts';
import { ENGINE_TABLES } from '@synapse/store';
import { buildFact, eventually, publishFacts, roleUrl, testErasureKey } from '@synapse/testkit';
import { later, useEngine } from '../test/engine.js';
import { FACTS, life, MINUTE } from '../test/life.js';
import { commandsOfLife, erase, HALF, livingWith } from '../test/live-on.js';
import { checkpoint } from './checkpoint.js';
import { redecide } from './redecide.js';

const engine = useEngine();
const { rows } = engine;
const { liveOnce, liveOn } = livingWith(engine);

const facts = life(3);

const command = () => ({
  config: {
    NATS_URL: engine.natsUrl,
    DATABASE_URL: roleUrl(engine.databaseUrl, 'synapse_reward_engine'),
    ERASURE_KEY: testErasureKey,
    COMMUNITY: 'main',
  },
  say: () => {},
  signal: new AbortController().signal,
});

/** What judging anew says, whether it is pleased or not. */
async function judgeAnew(beginning?: 'checkpoint') {
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  const stops = await redecide({ ...command(), say, beginning }).then(
    () => '',
    (error: Error) => error.message,
  );
  return { lines, stops };
}

const purge = (before: number) => engine.bus.jsm.streams.purge('FACTS_main', { seq: before });

/** What is to be told, and what is done beside the log, is judged by nobody. */
const OWN = ENGINE_TABLES.filter((table) => !['reward_outbox', 'engine_jobs'].includes(table));

test('the log from its first entry, and from a checkpoint, gives every row again', async () => {
  await liveOnce();
  const { sequence } = await checkpoint(command());
  await engine.committed(await liveOn());
  for (const table of OWN) expect([table, await rows(`select from ${table}`)]).not.toEqual([table, []]);
  expect((await rows('select 1 from command_outcomes')).length).toBe(commandsOfLife.length - 1);
  expect(new Set(commandsOfLife.map(({ type }) => type))).toEqual(new Set(Object.keys(COMMANDS)));
  const [{ sent } = { sent: 0 }] = await rows<{ sent: number }>(
    'select next_frame::int as sent from engine_positions',
  );

  const whole = await redecide(command());
  expect(whole).toMatchObject({ beginning: 'first entry', from: 0 });
  expect(new Set(whole.tables.map(({ table }) => table))).toEqual(new Set([...OWN, 'quests']));
  for (const { table, rows: compared } of whole.tables) expect([table, compared]).not.toEqual([table, 0]);
  const later = await redecide({ ...command(), beginning: 'checkpoint' });
  expect(later).toMatchObject({ beginning: 'checkpoint', from: sequence, to: whole.to });
  expect(later.tables.find(({ table }) => table === 'activity_log')?.rows).toBeGreaterThan(HALF);

  expect(await rows('select next_frame::int as sent from engine_positions')).toEqual([{ sent }]);
  expect(await rows('select 1 from reward_outbox')).toEqual([]);
  expect(
    await rows(`select relname from pg_class where relnamespace::regnamespace::text like 'pg\\_temp%'`),
  ).toEqual([]);
}, 60_000);

const TAMPERED: [table: string, fault: string, sql: string][] = [
  ['users', 'level is 78', `update users set level = 78 where id = 1`],
  ['users', 'discord_name differs', `update users set discord_name = 'Mallory' where id = 2`],
  ['member_totals', 'voice_minutes is 777', 'update member_totals set voice_minutes = 777 where user_id = 1'],
  ['user_stats', 'missing', 'delete from user_stats where user_id = 1'],
  [
    'user_achievements',
    'earned_at differs',
    `update user_achievements set earned_at = '2026-01-01' where user_id = 9`,
  ],
  ['revoked_achievements', 'superfluous', 'insert into revoked_achievements values (1, 77)'],
  [
    'user_preferences',
    'announce_awards is true, not false',
    'update user_preferences set announce_awards = true',
  ],
  ['quest_claims', 'user_id is 4, not 3', 'update quest_claims set user_id = 4 where quest_id = 8'],
  ['season_closings', 'missing', 'delete from season_closings'],
  ['departures', 'left_at differs', `update departures set left_at = '2026-01-01'`],
  ['reward_windows', 'state differs', `update reward_windows set state = '[1]'`],
  [
    'command_outcomes',
    'outcome differs',
    `update command_outcomes set outcome = '{}' where sequence = (select max(sequence) from command_outcomes)`,
  ],
  [
    'engine_positions',
    'next_journal_id is',
    'update engine_positions set next_journal_id = next_journal_id + 5',
  ],
  [
    'activity_log',
    'metadata differs',
    `update activity_log set metadata = metadata || '{"note": 1}' where id = (select max(id) from activity_log)`,
  ],
  [
    'engine_dead_letters',
    'missing',
    'delete from engine_dead_letters where sequence = (select max(sequence) from engine_dead_letters)',
  ],
  ['engine_tombstones', 'outcome differs', `update engine_tombstones set outcome = '{}'`],
  ['quests', 'status differs', `update quests set status = 'open' where id = 8`],
];

test('a row that something else wrote is found in every table, and named without what it says', async () => {
  await liveOnce();
  await checkpoint(command());
  await engine.committed(await liveOn());
  await engine.stop();
  expect(new Set(TAMPERED.map(([table]) => table))).toEqual(new Set([...OWN, 'quests']));
  for (const [, , sql] of TAMPERED) await rows(sql);
  for (const beginning of [undefined, 'checkpoint'] as const) {
    const { lines, stops } = await judgeAnew(beginning);
    expect(stops).toContain('gives other rows in users, member_totals, user_stats, ');
    for (const [table, fault] of TAMPERED) {
      const told = lines.filter((line) => line.startsWith(`  ${table} `) && line.includes(fault));
      expect([table, fault, told.length]).not.toEqual([table, fault, 0]);
    }
    expect(lines.join()).not.toMatch(/Mallory|octo-cat|note/);
  }
}, 60_000);

test('what another writer added to the journal is too many', async () => {
  await liveOnce();
  await rows(`insert into activity_log (id, user_id, event_type) values (100000, 1, 'MESSAGE')`);
  const { lines } = await judgeAnew();
  expect(lines).toContain('  activity_log id 100000: superfluous');
});

test('the log may be purged up to the checkpoint, and no further', async () => {
  await engine.committed(await publishFacts(engine.bus, 'main', facts.slice(0, 10)));
  await engine.committed(await publishFacts(engine.bus, 'main', facts.slice(10, 20)));
  await purge(2);
  expect(await judgeAnew()).toMatchObject({
    stops: 'The log begins with entry 2: the first ones are gone. There is no checkpoint.',
  });
  expect((await judgeAnew('checkpoint')).stops).toBe('There is no checkpoint.');
  await checkpoint(command());
  await engine.committed(await publishFacts(engine.bus, 'main', facts.slice(15, 40)));
  await purge(3);
  expect(await redecide(command())).toMatchObject({ beginning: 'checkpoint', from: 2, to: 3 });
  await engine.committed(await publishFacts(engine.bus, 'main', facts.slice(40, 50)));
  await purge(4);
  expect((await judgeAnew()).stops).toBe(
    'The log begins with entry 4: the first ones are gone. The checkpoint was taken at entry 2, and the entries 3 to 3 are gone.',
  );
  await checkpoint(command());
  expect(await redecide(command())).toMatchObject({ from: 4, to: 4 });
});

test('an erasure takes the checkpoint with it, and is judged anew from the first entry', async () => {
  await liveOnce();
  await checkpoint(command());
  await engine.send(erase('1', later(HALF * MINUTE)));
  expect(await rows(`select from pg_class where relnamespace = 'checkpoint'::regnamespace`)).toEqual([]);
  expect((await judgeAnew('checkpoint')).stops).toBe('There is no checkpoint.');
  await engine.committed(await liveOn());
  expect((await judgeAnew()).lines).toEqual([
    expect.stringMatching(
      /^Judging the entries 1 to \d+, from the first one on, gives the same \d+ rows in 16 tables\.$/,
    ),
  ]);
  await checkpoint(command());
  await redecide({ ...command(), beginning: 'checkpoint' });
  await expect(
    redecide({
      ...command(),
      config: { ...command().config, ERASURE_KEY: 'another key than the one it was' },
    }),
  ).rejects.toThrow('ERASURE_KEY is not the key that engine_tombstones was made with.');
});

test('an engine at work is compared as it was at one entry', async () => {
  await liveOnce();
  const over = new AbortController();
  const working = (async () => {
    let last = await liveOn();
    for (let n = 0; !over.signal.aborted; n += 1) {
      const at = later((FACTS + n) * MINUTE);
      const said = { id: `msg:on:${n}`, at, received_at: at, user_id: String(1 + (n % 6)) };
      last = await publishFacts(engine.bus, 'main', [buildFact('message_create', said)]);
      await pause(10);
    }
    return last;
  })();
  const compared: number[] = [];
  for (let n = 0; n < 3; n += 1) {
    await checkpoint(command());
    compared.push(
      (await redecide(command())).to,
      (await redecide({ ...command(), beginning: 'checkpoint' })).to,
    );
  }
  over.abort();
  const last = await working;
  await engine.committed(last);
  expect(compared.every((to, index) => to >= (compared[index - 1] ?? 0))).toBe(true);
  expect(new Set(compared).size).toBeGreaterThan(1);
  expect((await redecide(command())).to).toBe(last);
}, 60_000);

test('cut off in the middle it leaves nothing behind, and can be run again', async () => {
  await liveOnce();
  const manySaid = Array.from({ length: 700 }, (_, n) =>
    publishFacts(engine.bus, 'main', [buildFact('message_create', { id: `msg:many:${n}` })]),
  );
  await engine.committed(Math.max(...(await Promise.all(manySaid))));
  const cut = redecide({
    ...command(),
    onProgress: () =>
      void rows(`select pg_terminate_backend(pid) from pg_stat_activity
                 where application_name = 'reward-engine redecide' and datname = current_database()`),
  });
  await expect(cut).rejects.toThrow();
  await eventually(
    'the shadows to be gone',
    async () =>
      (await rows(`select from pg_class where relnamespace::regnamespace::text like 'pg\\_temp%'`)).length ===
      0,
  );
  expect(await redecide(command())).toMatchObject({ from: 0 });
});

test('without an engine there is nothing to keep and nothing to judge', async () => {
  const elsewhere = { ...command(), config: { ...command().config, COMMUNITY: 'other' } };
  await expect(checkpoint(elsewhere)).rejects.toThrow('The engine has not judged anything of other yet.');
  await expect(redecide(elsewhere)).rejects.toThrow('The engine has not judged anything of other yet.');
});
