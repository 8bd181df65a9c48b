import { connectBus } from '@synapse/bus';
import { isNewEnoughNats, OLDEST_NATS } from '@synapse/testkit';

/**
 * Connects once to somebody else's nats-server and returns its version. The services would wait for one that is away;
 * a person who has just named it should be told.
 * @throws BusUnreachableError when it does not answer; Error when it is too old or has no JetStream
 */
export async function checkNats(url: string): Promise<string> {
  const bus = await connectBus({ url, name: 'npm start' });
  const { version = '', jetstream = false } = bus.nc.info ?? {};
  await bus.close();
  if (!isNewEnoughNats(version)) {
    throw new Error(
      `The server of NATS_URL is nats-server ${version} and Synapse needs ${OLDEST_NATS} or later.`,
    );
  }
  if (!jetstream) {
    throw new Error(
      'The server of NATS_URL has no JetStream: start nats-server with -js or a jetstream block.',
    );
  }
  return version;
}
