import { createTestDatabase, roleUrl, type TestDatabase } from '@synapse/testkit';
import { verifyAuditChain } from './audit-chain.js';
import { openPool, type Pool } from './pool.js';

let database: TestDatabase;
let superuser: Pool;
let admin: Pool;

beforeEach(async () => {
  database = await createTestDatabase();
  superuser = openPool({ url: database.url, applicationName: 'test' });
  admin = openPool({ url: roleUrl(database.url, 'synapse_admin'), applicationName: 'test', max: 8 });
});

afterEach(async () => {
  await Promise.all([admin.end(), superuser.end()]);
  await database.drop();
});

const write = (target: string, table = 'quests') =>
  admin.query(
    `insert into admin_log (actor_id, action_type, target_table, target_id, before_snapshot, after_snapshot, reason)
     values (7, 'UPDATE', $1, $2, '{"xp": 1, "tags": ["a", "b"]}', '{"xp": 2}', 'because')`,
    [table, target],
  );

const ids = async () =>
  (await superuser.query<{ id: number }>('select id from admin_log order by id')).rows.map(({ id }) => id);

test('an empty trail holds', async () => {
  expect(await verifyAuditChain(admin)).toEqual({ links: 0, head: null, broken: null });
});

test('rows of many writers at once make one chain that holds', async () => {
  await Promise.all(Array.from({ length: 40 }, (_, n) => write(String(n))));
  expect(await verifyAuditChain(admin)).toEqual({
    links: 40,
    head: expect.stringMatching(/^[0-9a-f]{64}$/),
    broken: null,
  });
});

test.each([
  ['another actor', 'update admin_log set actor_id = 8 where id = $1', 'was changed'],
  [
    'another time',
    `update admin_log set timestamp = timestamp - interval '1 s' where id = $1`,
    'was changed',
  ],
  [
    'another snapshot',
    `update admin_log set after_snapshot = '{"xp": 3}' where id = $1`,
    'of after was changed',
  ],
  [
    'a snapshot taken out',
    'update admin_log set before_snapshot = null where id = $1',
    'of before was changed',
  ],
  ['another reason', `update admin_log set reason = 'no reason' where id = $1`, 'the reason was changed'],
  ['a deleted row', 'delete from admin_log where id = $1', 'the row is gone'],
  ['a new hash', `update audit_chain set hash = repeat('0', 64) where log_id = $1`, 'was changed'],
])('%s is found, and the first broken row named', async (_, sql, trouble) => {
  for (const target of ['1', '2', '3', '4']) await write(target);
  const [, , third = 0] = await ids();
  await superuser.query(sql, [third]);
  const { broken } = await verifyAuditChain(admin);
  expect(broken).toEqual({ logId: third, trouble: expect.stringContaining(trouble) });
});

test('a row cut out together with its link is missed by the one behind it', async () => {
  for (const target of ['1', '2', '3', '4']) await write(target);
  const [, second, third] = await ids();
  await superuser.query('delete from audit_chain where log_id = $1', [second]);
  await superuser.query('delete from admin_log where id = $1', [second]);
  expect((await verifyAuditChain(admin)).broken).toEqual({
    logId: third,
    trouble: 'links before it are gone',
  });
});

test('blanking a member’s rows keeps the chain whole', async () => {
  await write('42', 'users');
  await write('43', 'users');
  const { rows } = await admin.query('select blank_audit_of_member(42) as blanked');
  expect(rows).toEqual([{ blanked: 1 }]);
  expect((await verifyAuditChain(admin)).broken).toBeNull();
  const left = await superuser.query(
    'select target_id, before_snapshot, after_snapshot, reason from admin_log order by id',
  );
  expect(left.rows[0]).toEqual({
    target_id: '42',
    before_snapshot: null,
    after_snapshot: null,
    reason: null,
  });
  expect(left.rows[1]).toMatchObject({ target_id: '43', reason: 'because' });
});
