import { connectBus, openLog } from '@synapse/bus';
import { runCommand } from '@synapse/runtime';
import { acceptLog, LAKE_POSITIONS } from '@synapse/store';
import { spec } from './config.js';

const NAME = 'lake-writer';

void runCommand({ name: `${NAME} accept-log`, spec }, async ({ config, signal, say }) => {
  const community = config.COMMUNITY;
  const bus = await connectBus({ url: config.NATS_URL, name: NAME });
  const next = await acceptLog({
    database: { url: config.DATABASE_URL, applicationName: NAME },
    service: NAME,
    community,
    log: openLog(bus, community),
    positions: LAKE_POSITIONS,
    signal,
  });
  await bus.close();
  say(`${NAME} goes on with entry ${next} of the log of ${community}.`);
});
