import { type Bus, connectBus, ensureStream, factsStream, rewardsStream } from '@synapse/bus';
import { withClient } from '../servers/databases.js';
import { type NatsServer, startNats } from '../servers/nats.js';
import { temporaryFolder } from '../servers/reachable-folder.js';
import { createTestDatabase, type TestDatabase } from '../servers/test-database.js';

export interface TestServers {
  readonly nats: NatsServer;
  readonly bus: Bus;
  readonly database: TestDatabase;
  /** Rows of a query that the superuser makes. */
  rows<T extends object>(sql: string, values?: unknown[]): Promise<T[]>;
  end(): Promise<void>;
}

/** A nats-server with both streams, and a migrated database: all that a service which folds the log needs. */
export async function startTestServers(community = 'main'): Promise<TestServers> {
  const folder = temporaryFolder();
  const nats = await startNats({ dataDir: folder.path, durable: false });
  const bus = await connectBus({ url: nats.url, name: 'test' });
  await ensureStream(bus, factsStream(community));
  await ensureStream(bus, rewardsStream());
  const database = await createTestDatabase();
  return {
    nats,
    bus,
    database,
    rows: <T extends object>(sql: string, values: unknown[] = []) =>
      withClient(database.url, async (client) => (await client.query<T>(sql, values)).rows),
    async end() {
      await bus.close();
      await nats.stop();
      folder.remove();
      await database.drop();
    },
  };
}
