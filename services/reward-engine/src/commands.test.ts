import { publishFrame } from '@synapse/bus';
import { commandSource, commandSubject } from '@synapse/contracts';
import { A_MOMENT, buildCommand } from '@synapse/testkit';
import { HOUR, later, useEngine } from '../test/engine.js';

/** What rows of a command of admin 99 are named after. */
const named = (id: string) => commandSource({ issuer: 'admin', actor: 99n, id });

const engine = useEngine();
const { award, committed, figures, publish, rows, send, told } = engine;

test('an award is applied, answered, journaled, told, and can be read later', async () => {
  const command = buildCommand(
    'award',
    { member: '1', xp: 130, gold: 7, reason: 'great talk' },
    { id: 'talk' },
  );
  const outcome = {
    status: 'applied',
    result: { xp: 130, gold: 7, totals: { xp: 130, level: 2, gold: 57, stars: 0 } },
  };
  expect(await send(command)).toEqual(outcome);
  expect(await figures()).toEqual([{ id: 1, xp: 130, level: 2, gold: 57 }]);
  expect(
    await rows(
      'select event_type, source_system, source_event_id, xp_delta, metadata from activity_log order by id',
    ),
  ).toEqual([
    {
      event_type: 'MANUAL_AWARD',
      source_system: 'command',
      source_event_id: named('talk'),
      xp_delta: 130,
      metadata: { fact: named('talk'), rule_set: 0, kind: 'award', reason: 'great talk', gold_delta: 7 },
    },
    {
      event_type: 'LEVEL_UP',
      source_system: 'command',
      source_event_id: `${named('talk')}:level:2`,
      xp_delta: 0,
      metadata: { fact: named('talk'), rule_set: 0, level: 2, gold_delta: 50 },
    },
  ]);
  expect(
    await rows('select issuer, actor_id::int, command_id, outcome, settled_at from command_outcomes'),
  ).toEqual([{ issuer: 'admin', actor_id: 99, command_id: 'talk', outcome, settled_at: new Date(A_MOMENT) }]);
  expect((await told()).map(({ kind, id }) => [kind, id])).toEqual([
    ['granted', named('talk')],
    ['gold_moved', `${named('talk')}:gold`],
    ['level_reached', `${named('talk')}:level:2`],
    ['gold_moved', `${named('talk')}:level:2:gold`],
    ['command_settled', `${named('talk')}:settled`],
  ]);
});

test('the same id has one effect and the same answer, also after a restart; another body under it is refused', async () => {
  const command = buildCommand('award', { member: '1', xp: 10, reason: 'once' }, { id: 'once' });
  const first = await send(command);
  const again = await Promise.all([send(command), send({ ...command, at: later(HOUR) })]);
  expect(again).toEqual([first, first]);
  await engine.restart();
  expect(await send(command)).toEqual(first);
  const other = buildCommand('award', { member: '1', xp: 11, reason: 'once' }, { id: 'once' });
  expect(await send(other)).toEqual({ status: 'refused', reason: 'id_reused' });
  expect(await send(command)).toEqual(first);
  expect(await figures()).toMatchObject([{ xp: 10 }]);
  expect((await told()).filter(({ kind }) => kind === 'command_settled')).toHaveLength(1);
});

test('ids are scoped by who asks, and one of 64 characters fits the journal with all that follows from it', async () => {
  const id = 'x'.repeat(64);
  const to = (member: string) => ({ member, xp: 2_147_483_647, reason: 'all of it' });
  const first = buildCommand('award', to('1'), { id, actor: '9000000000000000001' });
  const second = buildCommand('award', to('2'), { id, actor: '9000000000000000002' });
  expect(await Promise.all([send(first), send(second)])).toMatchObject([
    { status: 'applied' },
    { status: 'applied' },
  ]);
  expect(await rows('select user_id from activity_log where length(source_event_id) > 90')).toEqual([]);
  expect(await figures()).toMatchObject([{ xp: 2_147_483_647 }, { xp: 2_147_483_647 }]);
});

test('a refusal leaves no row in the journal, only its outcome', async () => {
  expect(await award(-1)).toEqual({ status: 'refused', reason: 'out_of_range', field: 'xp' });
  expect(await send(buildCommand('award', { member: '1', xp: 5, reason: 'no' }, { issuer: 'bot' }))).toEqual({
    status: 'refused',
    reason: 'not_allowed',
  });
  expect(await rows('select 1 from activity_log union all select 1 from users')).toEqual([]);
  expect(await rows(`select outcome->>'reason' as reason from command_outcomes order by sequence`)).toEqual([
    { reason: 'out_of_range' },
    { reason: 'not_allowed' },
  ]);
});

test('of 500 purchases at once by somebody with gold for 7, 7 are applied', async () => {
  await award(0, 350);
  const answers = await Promise.all(
    Array.from({ length: 500 }, () => send(buildCommand('spend_gold', { item: 'coffee' }), 25_000)),
  );
  const count = (status: string) => answers.filter((answer) => answer.status === status).length;
  expect([count('applied'), count('refused')]).toEqual([7, 493]);
  expect(new Set(answers.map((answer) => ('reason' in answer ? answer.reason : undefined)))).toEqual(
    new Set([undefined, 'insufficient_gold']),
  );
  expect(await figures()).toMatchObject([{ gold: 0 }]);
  const balances = await rows<{ gold: string }>(
    `select sum((metadata->>'gold_delta')::int) over (order by id) as gold from activity_log`,
  );
  expect(balances.every(({ gold }) => Number(gold) >= 0)).toBe(true);
});

test('while the engine is away the answer is pending, and the command is applied once when it comes', async () => {
  await engine.stop();
  const command = buildCommand('award', { member: '1', xp: 10, reason: 'later' });
  expect(await send(command, 100)).toEqual({ status: 'pending' });
  expect(await send(command, 100)).toEqual({ status: 'pending' });
  await engine.start();
  await committed(2);
  expect(await figures()).toMatchObject([{ xp: 10 }]);
  expect(await send(command)).toMatchObject({ status: 'applied' });
});

test('a command that cannot be read is a dead letter of the whole entry; its neighbours are applied', async () => {
  const subject = commandSubject('main', 'admin');
  await publishFrame(engine.bus, { subject, id: 'poison', body: Buffer.from('{"v":1,"type":"award"}') });
  expect(await award(10)).toMatchObject({ status: 'applied' });
  expect(await rows('select fact_index, reason, subject from engine_dead_letters')).toEqual([
    { fact_index: -1, reason: 'bad_shape', subject },
  ]);
});

test('a command that cannot be applied becomes a dead letter, and the log goes on', async () => {
  await rows(
    `alter table activity_log add constraint unlucky check (source_event_id <> '${named('unlucky')}')`,
  );
  const unlucky = await publish(
    buildCommand('award', { member: '1', xp: 1, reason: 'no' }, { id: 'unlucky' }),
  );
  expect(await award(10)).toMatchObject({ status: 'applied' });
  await committed(unlucky);
  expect(await rows('select fact_index, reason from engine_dead_letters')).toEqual([
    { fact_index: -1, reason: 'impossible' },
  ]);
  expect(await figures()).toMatchObject([{ xp: 10 }]);
});
