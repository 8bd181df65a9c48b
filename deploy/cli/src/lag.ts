import { connectBus, logState } from '@synapse/bus';
import { OperatorError } from '@synapse/runtime';
import { ADMIN_POSITIONS, ENGINE_POSITIONS, findPosition, LAKE_POSITIONS, openPool } from '@synapse/store';
import { ExitCode, type Output } from './output.js';

const READERS = [
  ['lake-writer', LAKE_POSITIONS],
  ['reward-engine', ENGINE_POSITIONS],
  ['admin', ADMIN_POSITIONS],
] as const;

/** Compares the end of the log with how far each service has committed. @param most entries that are still well */
export async function lag(env: NodeJS.ProcessEnv, most: number, output: Output): Promise<number> {
  const { NATS_URL: nats, DATABASE_URL: database, COMMUNITY: community = 'main' } = env;
  if (!nats || !database) {
    throw new OperatorError(
      'NATS_URL and DATABASE_URL are needed.',
      'The database as a user who may read the positions, such as its owner.',
    );
  }
  const bus = await connectBus({ url: nats, name: 'synapse lag' });
  const db = openPool({ url: database, applicationName: 'synapse lag', max: 1 });
  try {
    const log = await logState(bus, community);
    const lags = await Promise.all(
      READERS.map(async ([service, positions]) => {
        const position = await findPosition(db, positions, community);
        return { service, entries: log.last - (position?.sequence ?? 0) };
      }),
    );
    output.result({ community, last: log.last, lags });
    for (const { service, entries } of lags) output.say(`${service.padEnd(14)} ${entries} entries behind`);
    return lags.some(({ entries }) => entries > most) ? ExitCode.wrong : ExitCode.well;
  } finally {
    await bus.close();
    await db.end();
  }
}
