import { createTestDatabase, eventually, roleUrl, type TestDatabase, withClient } from '@synapse/testkit';
import {
  checkDatabase,
  checkPosition,
  ENGINE_POSITIONS,
  isPassingDatabaseError,
  keepSources,
  LAKE_POSITIONS,
  LogMismatchError,
  movePosition,
  OwnershipLostError,
  own,
  PositionMovedError,
  readPosition,
  sendTransaction,
} from './index.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const signal = new AbortController().signal;
const ownLake = (community = 'main', until = signal) =>
  own({
    url: roleUrl(database.url, 'synapse_lake_writer'),
    applicationName: `owner of ${community}`,
    service: 'lake-writer',
    community,
    signal: until,
  });

const terminate = (name: string) =>
  withClient(database.url, (client) =>
    client.query('select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1', [
      name,
    ]),
  );

const log = { created: '2026-01-01T00:00:00Z', first: 1, last: 0 };

test('there is one owner of a community at a time; the next waits and takes over', async () => {
  const first = await ownLake();
  let waited = true;
  const next = ownLake().then((owner) => {
    expect(waited).toBe(false);
    return owner;
  });
  await eventually('the second to wait', () =>
    withClient(database.url, async (client) => {
      const { rowCount } = await client.query(
        "select 1 from pg_locks where locktype = 'advisory' and not granted",
      );
      return rowCount === 1;
    }),
  );
  waited = false;
  await first.release();
  await (await next).release();
});

test('owners of different communities do not wait for each other', async () => {
  const one = await ownLake('one');
  const two = await ownLake('two');
  await one.release();
  await two.release();
});

test('a standby that is told to stop stops waiting', async () => {
  const owner = await ownLake();
  const stop = new AbortController();
  const waiting = ownLake('main', stop.signal);
  setTimeout(() => stop.abort(), 50);
  await expect(waiting).rejects.toThrow(/abort/i);
  await owner.release();
});

test('an owner whose connection ends knows it, frees the lock, and writes no more', async () => {
  const owner = await ownLake();
  await terminate('owner of main');
  await eventually('the loss to be noticed', () => owner.lost.aborted);
  const late = await owner
    .transaction((connection) => connection.query('select 1'))
    .catch((error: unknown) => error);
  expect(late).toBeInstanceOf(OwnershipLostError);
  expect(isPassingDatabaseError(late)).toBe(true);
  const next = await ownLake();
  await next.release();
  await owner.release();
});

test('what fails in a transaction leaves nothing behind', async () => {
  const owner = await ownLake();
  const failed = owner.transaction(async (connection) => {
    await connection.query(
      "insert into lake_positions (community, stream_created) values ('ghost', 'never')",
    );
    throw new Error('no');
  });
  await expect(failed).rejects.toThrow('no');
  const { rowCount } = await owner.alone((connection) =>
    connection.query("select 1 from lake_positions where community = 'ghost'"),
  );
  expect(rowCount).toBe(0);
  await owner.release();
});

test('an owner whose position was moved by somebody else may not write', async () => {
  const owner = await ownLake();
  const believed = await owner.alone((connection) => readPosition(connection, LAKE_POSITIONS, 'main', log));
  await withClient(database.url, (client) =>
    client.query("update lake_positions set sequence = 5 where community = 'main'"),
  );
  const stale = await owner
    .transaction(async (connection) => {
      await movePosition(connection, LAKE_POSITIONS, 'main', believed, { ...believed, sequence: 1 });
    })
    .catch((error: unknown) => error);
  expect(stale).toBeInstanceOf(PositionMovedError);
  await owner.release();
});

/** Few are inserted, many copied. */
const FEW = 1;
const MANY = 1_000;

const sources = (name: string, count: number) =>
  Array.from({ length: count }, (_, place) => ({ id: BigInt(place + 1), sourceId: `${name}:${place}` }));

const kept = async (owner: Awaited<ReturnType<typeof ownLake>>, name: string): Promise<number> => {
  const { rows } = await owner.alone((connection) =>
    connection.query('select source_id from event_lake_sources where starts_with(source_id, $1)', [
      `${name}:`,
    ]),
  );
  return rows.length;
};

test.each([FEW, MANY])(
  'of a transaction of %i rows nothing stays when its position was moved, though its commit was sent',
  async (count) => {
    const community = `moved-${count}`;
    const owner = await ownLake(community);
    const from = await owner.alone((connection) => readPosition(connection, LAKE_POSITIONS, community, log));
    await withClient(database.url, (client) =>
      client.query('update lake_positions set sequence = 5 where community = $1', [community]),
    );
    const send = (sequence: number) =>
      owner.send((connection) =>
        sendTransaction(connection, (transaction, queue) => {
          queue(movePosition(transaction, LAKE_POSITIONS, community, from, { ...from, sequence }));
          queue(keepSources(transaction, sources(`${community}:${sequence}`, count)));
        }),
      );
    const sent = await Promise.allSettled([send(1), send(2)]);
    expect(sent.map((each) => each.status === 'rejected' && each.reason)).toEqual([
      expect.any(PositionMovedError),
      expect.any(PositionMovedError),
    ]);
    expect(await kept(owner, community)).toBe(0);
    await owner.release();
  },
);

test.each([FEW, MANY])(
  'what cannot be encoded takes back the %i rows that were sent before it',
  async (count) => {
    const owner = await ownLake();
    const sent = owner.send((connection) =>
      sendTransaction(connection, (transaction, queue) => {
        queue(keepSources(transaction, sources('half', count)));
        queue(keepSources(transaction, [...sources('too large', count), { id: 2n ** 70n, sourceId: 'it' }]));
      }),
    );
    await expect(sent).rejects.toThrow('out of range');
    expect(await kept(owner, 'half')).toBe(0);
    await owner.release();
  },
);

test.each([FEW, MANY])(
  'a transaction that is refused for one of %i rows keeps none, and takes nothing from the next',
  async (count) => {
    const owner = await ownLake();
    const name = `twice ${count}`;
    const keep = (...all: ReturnType<typeof sources>[]) =>
      owner.send((connection) =>
        sendTransaction(connection, (transaction, queue) => {
          for (const each of all) queue(keepSources(transaction, each));
        }),
      );
    const known = sources(name, 1);
    const fresh = sources(`${name} fresh`, count);
    const sent = await Promise.allSettled([
      keep(known),
      keep(fresh, [...sources(`${name} more`, count), ...known]),
      keep(fresh),
    ]);
    expect(sent).toMatchObject([
      { status: 'fulfilled' },
      { status: 'rejected', reason: { code: '23505' } },
      { status: 'fulfilled' },
    ]);
    expect(
      await Promise.all([name, `${name} fresh`, `${name} more`].map((each) => kept(owner, each))),
    ).toEqual([1, count, 0]);
    await owner.release();
  },
);

test('a service that never was there starts before the first entry, with the first ids', async () => {
  const position = await withClient(database.url, (client) =>
    readPosition(client, ENGINE_POSITIONS, 'new', log),
  );
  expect(position).toMatchObject({ streamCreated: log.created, sequence: 0, ruleSetVersion: 0 });
  expect(position.next).toMatchObject({ next_journal_id: expect.anything(), next_frame: expect.anything() });
});

describe('a position that does not fit the log is refused with a way out', () => {
  const position = { streamCreated: log.created, sequence: 10, loggedAt: null, ruleSetVersion: 0, next: {} };
  test.each([
    ['another stream', { ...log, created: '2026-02-02T00:00:00Z', last: 20 }, 'this one was made at'],
    ['a shorter log', { ...log, last: 9 }, 'the log ends at 9'],
    ['entries that are gone', { ...log, first: 12, last: 20 }, 'the entries 11 to 11 are gone'],
  ])('%s', (_what, state, words) => {
    const refuse = () => checkPosition(position, state, 'lake-writer');
    expect(refuse).toThrow(LogMismatchError);
    expect(refuse).toThrow(words);
  });

  test('one that fits is not', () => {
    checkPosition(position, { ...log, first: 11, last: 10 }, 'lake-writer');
  });
});

test.each([
  [{ code: 'ECONNREFUSED', message: 'connect' }, true],
  [new Error('Connection terminated unexpectedly'), true],
  [new Error('Query read timeout'), true],
  [new Error('a bug'), false],
  [{ code: '23505', message: 'duplicate key' }, false],
  [null, false],
])('%j passes by itself: %s', (error, passing) => {
  expect(isPassingDatabaseError(error)).toBe(passing);
});

describe('a database that cannot be used is told at the start, with what to do', () => {
  const check = (url: string, table = 'lake_positions', writes = false) =>
    checkDatabase({ url, applicationName: 'test', writes }, table).then(
      () => 'usable',
      ({ message, hint }: { message: string; hint: string }) => `${message} ${hint}`,
    );
  const lake = () => roleUrl(database.url, 'synapse_lake_writer');
  const changed = (change: (url: URL) => void) => {
    const url = new URL(lake());
    change(url);
    return url.href;
  };

  test('one that can be is not', async () => {
    expect(await check(lake())).toBe('usable');
  });
  test('nothing listens', async () => {
    const url = changed((to) => {
      to.port = '1';
    });
    expect(await check(url)).toMatch(/127\.0\.0\.1:1.*nothing listens there/i);
  });
  test('a wrong password, which is not repeated', async () => {
    const url = changed((to) => {
      to.password = 'hunter2';
    });
    expect(await check(url)).toMatch(/password is wrong/);
    expect(await check(url)).not.toContain('hunter2');
  });
  test('no such database', async () => {
    const url = changed((to) => {
      to.pathname = '/nowhere';
    });
    expect(await check(url)).toMatch(/does not exist/);
  });
  test('never migrated', async () => {
    expect(await check(lake(), 'moon_positions')).toMatch(/db:migrate/);
  });
  test('the role of another service', async () => {
    expect(await check(lake(), 'users')).toMatch(
      /user synapse_lake_writer of DATABASE_URL may not read users\. Log in as .*synapse_reward_engine/,
    );
    const admin = roleUrl(database.url, 'synapse_admin');
    expect(await check(admin)).toBe('usable');
    expect(await check(admin, 'lake_positions', true)).toMatch(
      /synapse_admin of DATABASE_URL may not write lake_positions\. Log in as synapse_lake_writer: .*synapse_lake_writer:…@127/,
    );
  });
});
