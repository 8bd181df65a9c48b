import { buildCommand, buildFact, publishFacts } from '@synapse/testkit';
import { later, useEngine } from '../test/engine.js';

const engine = useEngine();

/** Messages far enough apart to be paid each. */
const say = (n: number) =>
  publishFacts(engine.bus, 'main', [
    buildFact('message_create', { id: `msg:${n}`, user_id: '1', at: later(n * 60_000) }),
  ]);

const figures = () =>
  engine.rows(
    `select xp, messages_sent as sent, (select count(*)::int from activity_log) as journaled,
            (select max(state::text) from reward_windows where key like '%:day:%') as day
     from users join member_totals on user_id = id`,
  );

/** The next so many commits that write to the journal fail, after everything was written. */
async function failCommits(count: number): Promise<void> {
  await engine.rows('create sequence if not exists failures');
  await engine.rows('grant usage on sequence failures to public');
  await engine.rows(`create or replace function fail() returns trigger language plpgsql as $$ begin
    if nextval('failures') <= ${count} then raise exception 'not this time'; end if; return null; end $$`);
  await engine.rows(`create constraint trigger fails after insert on activity_log
    deferrable initially deferred for each row execute function fail()`);
}

test('what a batch left behind whose commit failed counts no second time', async () => {
  await engine.committed(await say(1));
  const [once] = (await figures()) as { xp: number }[];
  await failCommits(2);
  // Fails twice, is looked into fact by fact, and goes through.
  await engine.committed(await say(2));
  await engine.committed(await say(3));
  expect(await figures()).toEqual([
    { xp: 3 * (once?.xp ?? 0), sent: 3, journaled: 3, day: String(3 * (once?.xp ?? 0)) },
  ]);
});

test('what somebody else wrote while the engine was away is seen', async () => {
  await engine.committed(await say(1));
  await engine.stop();
  await engine.rows("update users set discord_name = 'Renamed', gold = 0");
  await engine.rows('update member_totals set messages_sent = 40');
  await engine.start();
  await engine.committed(await say(2));
  expect(await figures()).toMatchObject([{ sent: 41 }]);
});

test('windows that were forgotten are not remembered', async () => {
  const then = later(2 * 86_400_000);
  await engine.committed(await say(1));
  await engine.send(buildCommand('forget_before', { before: then }, { at: then }));
  expect(await engine.rows('select key from reward_windows')).toEqual([]);
  await engine.committed(await say(2));
  expect(await engine.rows(`select metadata->>'denial' as denial from activity_log order by id`)).toEqual([
    { denial: null },
    { denial: 'late' },
  ]);
});
