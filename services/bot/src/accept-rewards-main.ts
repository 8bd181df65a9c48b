import { connectBus, placeBehindLost } from '@synapse/bus';
import { runCommand } from '@synapse/runtime';
import { moveBotPosition, own, readBotPosition } from '@synapse/store';
import { botSpec } from './config.js';

const NAME = 'bot';

void runCommand({ name: `${NAME} accept-rewards`, spec: botSpec }, async ({ config, signal, say }) => {
  const community = config.COMMUNITY;
  const database = { url: config.DATABASE_URL, applicationName: NAME };
  const bus = await connectBus({ url: config.NATS_URL, name: NAME });
  const owner = await own({ ...database, service: NAME, community, signal });
  try {
    const position = await owner.alone((c) => readBotPosition(c, community));
    const found = position && (await placeBehindLost(bus, community, position));
    if (!found)
      return say(
        'The stream of reward frames has all that the bot has not read: there is nothing to accept.',
      );
    await owner.alone((c) => moveBotPosition(c, community, found.place));
    say(`${NAME} goes on behind ${found.missing} of ${community}: what they told is announced to nobody.`);
  } finally {
    await owner.release();
    await bus.close();
  }
});
