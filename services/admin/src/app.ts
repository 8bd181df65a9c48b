import { factsStream, isTransient, joinBus } from '@synapse/bus';
import { errorSummary, type Service, sleep } from '@synapse/runtime';
import { checkDatabase, isPassingDatabaseError, openPrisma } from '@synapse/store';
import type { spec } from './config.js';
import { forgetDaily } from './forget-windows.js';
import { publishRuleSets } from './rule-sets.js';
import { closeEndedSeasons, type Seasons } from './seasons/close-seasons.js';
import { sweepNewTemplates } from './sweep-templates.js';

const NAME = 'admin';
const LOOK_EVERY_MS = 60_000;

/**
 * Keeps the community's clock until `signal` aborts: ends seasons, sweeps new templates, lets windows be forgotten,
 * publishes what waits.
 */
export async function runAdmin({ config, log, ready, signal }: Service<typeof spec>): Promise<void> {
  await checkDatabase({ url: config.DATABASE_URL, applicationName: NAME }, 'admin_positions');
  const bus = await joinBus(config, {
    name: NAME,
    streams: [factsStream(config.COMMUNITY)],
    onStatus: (connected) => ready.set('bus', connected, 'disconnected from NATS'),
  });
  const prisma = openPrisma(config.DATABASE_URL, { applicationName: NAME });
  try {
    ready.set('database', true);
    const clock = createClock({ prisma, bus, community: config.COMMUNITY }, log);
    while (!signal.aborted) {
      await clock(new Date()).catch((error: unknown) => {
        if (!isTransient(error) && !isPassingDatabaseError(error)) throw error;
        log.warn({ err: error }, `a timer has to wait: ${errorSummary(error)}`);
      });
      await sleep(LOOK_EVERY_MS, signal).catch(() => {});
    }
  } finally {
    await prisma.close();
    await bus.close();
  }
}

/** What is due at a time; called again and again. */
export function createClock(seasons: Seasons, log: Pick<Service<typeof spec>['log'], 'info'>) {
  let forgottenOn = '';
  return async (now: Date): Promise<void> => {
    await publishRuleSets(seasons.prisma, seasons.bus, seasons.community);
    for (const season of await closeEndedSeasons(seasons, now)) log.info({ season }, 'closed a season');
    for (const template of await sweepNewTemplates(seasons, now)) log.info({ template }, 'swept a template');
    const today = now.toISOString().slice(0, 10);
    if (forgottenOn !== today && (await forgetDaily(seasons, now))) forgottenOn = today;
  };
}
