import { connectBus, placeBehindLost } from '@synapse/bus';
import { runCommand } from '@synapse/runtime';
import { openPrisma } from '@synapse/store';
import { spec } from './config.js';
import { noteRead, readRewardsPlace } from './follow-erasures.js';

const NAME = 'admin';

void runCommand({ name: `${NAME} accept-rewards`, spec }, async ({ config, say }) => {
  const community = config.COMMUNITY;
  const bus = await connectBus({ url: config.NATS_URL, name: NAME });
  const prisma = openPrisma(config.DATABASE_URL, { applicationName: NAME, maxConnections: 1 });
  try {
    const found = await placeBehindLost(bus, community, await readRewardsPlace(prisma, community));
    if (!found)
      return say('The stream of reward frames has all that admin has not read: there is nothing to accept.');
    await noteRead(prisma, community, found.place);
    say(
      `${NAME} goes on behind ${found.missing} of ${community}. Erase the members anew who were erased meanwhile: what admin keeps of them is still there.`,
    );
  } finally {
    await prisma.$disconnect();
    await bus.close();
  }
});
