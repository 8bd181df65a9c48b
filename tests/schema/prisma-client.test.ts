import { type OpenPrismaClient, openPrisma } from '@synapse/store';
import { createTestDatabase, type TestDatabase, withClient } from '@synapse/testkit';

let database: TestDatabase;
let prisma: OpenPrismaClient;

beforeAll(async () => {
  database = await createTestDatabase();
  const name = new URL(database.url).pathname.slice(1);
  await withClient(database.url, (client) =>
    client.query(`ALTER DATABASE ${name} SET timezone TO 'America/New_York'`),
  );
  prisma = openPrisma(database.url, { applicationName: 'prisma-client-test', statementTimeoutMs: 200 });
});
afterAll(async () => {
  await prisma.close();
  await database.drop();
});

test('timestamps and snowflakes come back as they went in, whatever zone the database is set to', async () => {
  const startsAt = new Date('2026-07-01T12:00:00.123Z');
  const guildId = 1_234_567_890_123_456_789n;
  const { id } = await prisma.season.create({
    data: { guildId, name: 'Season 1', startsAt, endsAt: startsAt, active: true },
  });
  expect(await prisma.season.findUnique({ where: { id } })).toMatchObject({ guildId, startsAt });
  const [stored] = await withClient(
    database.url,
    async (client) =>
      (await client.query(`SELECT starts_at = '2026-07-01T12:00:00.123Z' AS same FROM seasons`)).rows,
  );
  expect(stored).toEqual({ same: true });
});

test('says who it is and gives up on statements that take too long', async () => {
  const [session] = await prisma.$queryRaw<
    object[]
  >`SELECT current_setting('application_name') AS name, current_setting('TimeZone') AS zone`;
  expect(session).toEqual({ name: 'prisma-client-test', zone: 'UTC' });
  await expect(prisma.$queryRaw`SELECT pg_sleep(5)::text`).rejects.toThrow('statement timeout');
});

test('close leaves no connection behind', async () => {
  const closing = openPrisma(database.url, { applicationName: 'closing-test' });
  await closing.setting.count();
  const connections = () =>
    withClient(
      database.adminUrl,
      async (client) =>
        (await client.query(`SELECT FROM pg_stat_activity WHERE application_name = 'closing-test'`)).rowCount,
    );
  expect(await connections()).toBe(1);
  await closing.close();
  for (let left = 100; left > 0 && (await connections()) !== 0; left--);
  expect(await connections()).toBe(0);
});
