import { type Bus, factsStream, joinBus } from '@synapse/bus';
import { type Command, OperatorError } from '@synapse/runtime';
import { checkDatabase, type OpenPrismaClient, openPrisma } from '@synapse/store';
import type { spec } from '../config.js';
import { changeBySystem, publishRuleSets } from '../rule-sets.js';
import { catchUpWithStructures } from '../structure-log.js';
import { setUp } from './set-up.js';

const NAME = 'admin-bootstrap';

/**
 * Fills the tables that admin owns from what the log says of the guilds, and publishes the rules as a config entry. A
 * second run changes nothing.
 */
export async function bootstrap({ config, signal, say }: Command<typeof spec>): Promise<void> {
  const community = config.COMMUNITY;
  const durability = config.ALLOW_UNSAFE_DURABILITY ? 'waived' : 'needed';
  const database = { url: config.DATABASE_URL, applicationName: NAME };
  await checkDatabase({ ...database, writes: true }, 'admin_positions', durability);
  const bus = await joinBus(config, { name: NAME, streams: [factsStream(community)] });
  const prisma = openPrisma(config.DATABASE_URL, { applicationName: NAME, statementTimeoutMs: 30_000 });
  try {
    say(`Reading the guilds of ${community} from the log.`);
    const { guilds, isCaughtUp } = await catchUpWithStructures({
      database: { url: config.DATABASE_URL, applicationName: NAME },
      bus,
      community,
      signal,
      waitMs: config.BOOTSTRAP_WAIT_SECONDS * 1000,
      onProgress: (read, of) => say(`  entry ${read} of ${Math.max(read, of)}`),
    });
    if (guilds === 0) throw noGuildError(config.BOOTSTRAP_WAIT_SECONDS);
    if (!isCaughtUp) throw tooSlowError(config.BOOTSTRAP_WAIT_SECONDS);
    const now = new Date();
    const version = await changeBySystem(prisma, { community, now }, (tx) => setUp(tx, now));
    await publishRuleSets(prisma, bus, community);
    say(`${guilds} guild${guilds === 1 ? '' : 's'} set up; the rules in force are version ${version}.`);
  } finally {
    await close(prisma, bus);
  }
}

const noGuildError = (seconds: number) =>
  new OperatorError(
    `No guild was seen in the log within ${seconds} seconds.`,
    'Start the ingest-gateway first and make sure that its bot is a member of a guild; then run bootstrap again.',
  );

const tooSlowError = (seconds: number) =>
  new OperatorError(
    `The log could not be read to its end within ${seconds} seconds.`,
    'Run bootstrap again: it goes on where it stopped. BOOTSTRAP_WAIT_SECONDS gives it more time at once.',
  );

async function close(prisma: OpenPrismaClient, bus: Bus): Promise<void> {
  await prisma.close();
  await bus.close();
}
