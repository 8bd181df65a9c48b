import { connectBus, openLog } from '@synapse/bus';
import { runCommand } from '@synapse/runtime';
import { ADMIN_POSITIONS, acceptLog } from '@synapse/store';
import { spec } from './config.js';

const NAME = 'admin';

void runCommand({ name: `${NAME} accept-log`, spec }, async ({ config, signal, say }) => {
  const community = config.COMMUNITY;
  const bus = await connectBus({ url: config.NATS_URL, name: NAME });
  const next = await acceptLog({
    database: { url: config.DATABASE_URL, applicationName: NAME },
    service: NAME,
    community,
    log: openLog(bus, community),
    positions: ADMIN_POSITIONS,
    signal,
  });
  await bus.close();
  say(`${NAME} goes on with entry ${next} of the log of ${community}.`);
});
