import { ensureSubscribersCopy, joinBus, rewardsStream } from '@synapse/bus';
import { runCommand } from '@synapse/runtime';
import { acceptRewards } from './accept-rewards.js';
import { spec } from './config.js';

const NAME = 'reward-engine';

void runCommand({ name: `${NAME} accept-rewards`, spec }, async ({ config, signal, say }) => {
  const { COMMUNITY: community, STREAM_REPLICAS: replicas } = config;
  const bus = await joinBus(config, { name: NAME, streams: [rewardsStream()] });
  try {
    // Before anything is published: a copy of the stream as it was is known by what it holds beyond this one.
    await ensureSubscribersCopy(bus, { ...(replicas && { replicas }) });
    const database = { url: config.DATABASE_URL, applicationName: NAME };
    const gone = await acceptRewards({ database, bus, service: NAME, community, signal });
    say(
      gone
        ? `${NAME} goes on publishing to ${community} behind ${gone}, which stay missing.`
        : `The stream of reward frames has all that was published to ${community}: there is nothing to accept.`,
    );
  } finally {
    await bus.close();
  }
});
