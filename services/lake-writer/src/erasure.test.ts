import { publishFrame } from '@synapse/bus';
import {
  type CommandJson,
  commandSubject,
  encodeCommand,
  type FactJson,
  historySubject,
} from '@synapse/contracts';
import { openPool, scrubStep } from '@synapse/store';
import {
  buildCommand,
  buildFact,
  eventually,
  publishFacts,
  type RunningService,
  roleUrl,
  runInProcess,
  startTestServers,
  type TestServers,
  tablesNaming,
} from '@synapse/testkit';
import { runLakeWriter } from './app.js';

/** Ids that occur nowhere by chance. */
const GONE = '730000000000000001';
const OTHER = '730000000000000002';

const BEFORE = '2026-01-02T03:04:05.000Z';
const THEN = '2026-01-02T04:00:00.000Z';
const AFTER = '2026-01-02T05:00:00.000Z';

let servers: TestServers;
let service: RunningService;

const start = async (config: { ERASURE_KEY?: string } = {}) => {
  service = await runInProcess('lake-writer', runLakeWriter, {
    NATS_URL: servers.nats.url,
    DATABASE_URL: roleUrl(servers.database.url, 'synapse_lake_writer'),
    ...config,
  });
};

beforeEach(async () => {
  servers = await startTestServers();
  await start();
});

afterEach(async () => {
  await service.stop().catch(() => {});
  await servers.end();
});

const rows = <T extends object>(sql: string, values: unknown[] = []) => servers.rows<T>(sql, values);

const committed = (sequence: number) =>
  eventually(`entry ${sequence} to be in the lake`, async () => {
    const [position] = await rows<{ sequence: string }>('select sequence from lake_positions');
    return Number(position?.sequence ?? 0) >= sequence;
  });

const scrubbed = () =>
  eventually('the scrub to be through', async () => {
    const open = await rows('select 1 from lake_tombstones where scrub_id is not null');
    return open.length === 0;
  });

let said = 0;
const next = () => {
  said += 1;
  return said;
};
const message = (user_id: string, at = BEFORE, reply_to_user_id: string | null = null) =>
  buildFact(
    'message_create',
    { id: `msg:${next()}`, user_id, at, received_at: at },
    { is_reply: reply_to_user_id !== null, reply_to_user_id },
  );
const reaction = (user_id: string, target_id: string, at = BEFORE) =>
  buildFact('reaction_add', { id: `rxn_add:s:${next()}`, user_id, target_id, at, received_at: at });

const live = (...facts: (FactJson | string)[]) => publishFacts(servers.bus, 'main', facts);
const history = (...facts: FactJson[]) => publishFacts(servers.bus, 'main', facts, historySubject);

async function issue(command: CommandJson): Promise<number> {
  const subject = commandSubject('main', command.issuer);
  const body = encodeCommand(command);
  return (await publishFrame(servers.bus, { subject, id: `test:${next()}`, body })).sequence;
}
const erase = (change: Parameters<typeof buildCommand>[2] = {}) =>
  buildCommand('erase_member', {}, { issuer: 'bot', actor: GONE, at: THEN, ...change });

const lakeOf = (user: string) =>
  rows<{ source_id: string; target_id: string | null; reply: string | null }>(
    `select source_id, target_id::text, payload->>'reply_to_user_id' as reply from event_lake where user_id = $1 order by id`,
    [user],
  );
const countersOf = (user: string) =>
  rows('select event_type, period, count from event_counters where user_id = $1 order by 1, 2', [user]);

test('an erased member is in no table any more; others keep rows and counters, and lose the id', async () => {
  const broken = JSON.stringify({ ...message(GONE), payload: null });
  const unreadable = JSON.stringify({ ...message(OTHER), payload: null });
  const kept = [message(OTHER), message(OTHER, BEFORE, GONE), reaction(OTHER, GONE), reaction(OTHER, OTHER)];
  await live(message(GONE), reaction(GONE, OTHER), ...kept, broken, unreadable);
  await history(message(GONE, '2024-01-01T00:00:00.000Z'));
  await committed(await live(message(GONE)));
  const counters = await countersOf(OTHER);
  expect(await tablesNaming(servers, GONE)).toEqual(['event_counters', 'event_lake', 'lake_dead_letters']);

  await committed(await issue(erase()));
  await scrubbed();
  expect(await tablesNaming(servers, GONE)).toEqual([]);
  expect(await lakeOf(OTHER)).toEqual([
    { source_id: kept[0]?.id, target_id: null, reply: null },
    { source_id: kept[1]?.id, target_id: null, reply: null },
    { source_id: kept[2]?.id, target_id: null, reply: null },
    { source_id: kept[3]?.id, target_id: OTHER, reply: null },
  ]);
  expect(await countersOf(OTHER)).toEqual(counters);
  expect(await rows('select fact_index from lake_dead_letters')).toEqual([{ fact_index: 7 }]);
});

test('what they did up to then stays out, whichever way it comes; what others did to them has no such side', async () => {
  const first = message(GONE);
  await live(first);
  const late = [first, message(GONE, THEN), reaction(GONE, OTHER)];
  await issue(erase());
  await committed(await live(...late, reaction(OTHER, GONE), message(OTHER, THEN, GONE)));
  await service.stop();
  await start();
  await history(...late);
  await committed(await live(...late));
  await scrubbed();
  expect(await tablesNaming(servers, GONE)).toEqual([]);
  expect(await lakeOf(OTHER)).toMatchObject([{ target_id: null }, { reply: null }]);
});

test('what they do later is counted from zero, and may be named', async () => {
  await live(message(GONE), message(GONE));
  await issue(erase());
  await committed(
    await live(message(GONE, AFTER), reaction(OTHER, GONE, AFTER), message(OTHER, AFTER, GONE)),
  );
  await scrubbed();
  expect(await lakeOf(GONE)).toHaveLength(1);
  expect(await countersOf(GONE)).toContainEqual({
    event_type: 'message_create',
    period: 'lifetime',
    count: '1',
  });
  expect(await lakeOf(OTHER)).toMatchObject([{ target_id: GONE }, { reply: GONE }]);
});

test('the same erasure again, one that is refused, and one by a stranger change nothing', async () => {
  const command = erase({ id: 'bye' });
  await issue(command);
  await live(message(GONE, AFTER));
  await issue({ ...command, at: '2026-01-02T06:00:00.000Z' });
  await issue(erase({ actor: OTHER, id: 'other', at: AFTER, issuer: 'admin' }));
  await issue({ ...erase({ actor: OTHER }), member: GONE } as CommandJson);
  await committed(await issue(erase()));
  expect(await lakeOf(GONE)).toHaveLength(1);
  expect(await rows('select 1 from lake_tombstones')).toHaveLength(1);
});

test('an erasure that was not committed is not remembered', async () => {
  await live(message(GONE));
  await rows('alter table lake_tombstones add constraint not_yet check (sequence < 0)');
  await committed(await issue(erase()));
  await committed(await live(message(GONE)));
  expect(await lakeOf(GONE)).toHaveLength(2);
});

test('however the log is cut into batches, the rows are the same', async () => {
  const broken = (user: string) => JSON.stringify({ ...message(user), payload: null });
  const entries = [
    () => live(message(GONE), broken(GONE), reaction(OTHER, GONE), message(OTHER, AFTER, GONE)),
    () => issue(erase()),
    () => live(message(GONE), message(GONE, AFTER), reaction(OTHER, GONE), broken(GONE)),
    () => issue(erase({ at: AFTER })),
    () => live(message(GONE, AFTER), message(OTHER, AFTER, GONE), reaction(GONE, OTHER)),
  ];
  let last = 0;
  for (const publish of entries) {
    last = await publish();
    await committed(last);
  }
  await scrubbed();
  const tables = [
    'event_lake',
    'event_lake_sources',
    'event_counters',
    'lake_tombstones',
    'lake_dead_letters',
    'lake_positions',
  ];
  const digest = async () =>
    Object.fromEntries(
      await Promise.all(
        tables.map(
          async (table) => [table, await rows(`select t::text from ${table} t order by 1`)] as const,
        ),
      ),
    );
  const oneByOne = await digest();
  expect(oneByOne.lake_tombstones).toHaveLength(2);
  await service.stop();
  await rows(`truncate ${tables}`);
  await start();
  await committed(last);
  await scrubbed();
  expect(await digest()).toEqual(oneByOne);
});

test('a scrub goes stretch by stretch, and from where it was', async () => {
  await committed(await live(...Array.from({ length: 10 }, () => reaction(OTHER, GONE))));
  await service.stop();
  await rows(`insert into lake_tombstones (command, member, erased_at, sequence, key_check, scrub_id, scrub_from, scrub_until)
    values ('x', 'x', now(), 1, 'x', ${GONE}, 0, 9)`);
  const pool = openPool({
    url: roleUrl(servers.database.url, 'synapse_lake_writer'),
    applicationName: 'test',
  });
  const named = async () => (await rows('select 1 from event_lake where target_id is not null')).length;
  const client = await pool.connect();
  const left: number[] = [];
  for (let more = true; more; ) {
    await client.query('begin');
    more = await scrubStep(client as never, 3);
    await client.query('commit');
    left.push(await named());
  }
  client.release();
  await pool.end();
  expect(left).toEqual([7, 4, 2, 2]);
  expect(await rows('select scrub_id, scrub_from, scrub_until from lake_tombstones')).toEqual([
    { scrub_id: null, scrub_from: null, scrub_until: null },
  ]);
});

test('what an owner left of a scrub is done by the next', async () => {
  await committed(await live(reaction(OTHER, GONE)));
  await rows(
    `create function stuck() returns trigger language plpgsql as $$ begin raise exception 'not now'; end $$`,
  );
  await rows('create trigger stuck before update on event_lake execute function stuck()');
  await committed(await issue(erase()));
  await committed(await live(message(OTHER)));
  expect((await lakeOf(OTHER))[0]?.target_id).toBe(GONE);
  await service.stop();
  await rows('drop trigger stuck on event_lake');
  await start();
  await scrubbed();
  expect(await tablesNaming(servers, GONE)).toEqual([]);
});

test('another key than the one that sealed the tombstones is refused at the start', async () => {
  await committed(await issue(erase()));
  await service.stop();
  await start({ ERASURE_KEY: 'another key, no worse than the first one' });
  await expect(service.ended).rejects.toThrow(
    'ERASURE_KEY is not the key that lake_tombstones was made with',
  );
});
