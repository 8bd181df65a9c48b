import { factsStream, isStreamMissing, isTransient, joinBus } from '@synapse/bus';
import { closeApp, listen } from '@synapse/http';
import { errorSummary, type Service, sleep } from '@synapse/runtime';
import { checkDatabase, isPassingDatabaseError, openPool, openPrisma } from '@synapse/store';
import type { Admin } from './changes/admin.js';
import type { AnyChange } from './changes/change.js';
import { answerChangeRequests } from './changes/change-requests.js';
import { settleOpenRequests } from './changes/engine-command.js';
import { dropOldRequests } from './changes/request-log.js';
import type { adminSpec } from './config.js';
import { followErasures } from './follow-erasures.js';
import { createGuildFollower } from './follow-guilds.js';
import { forgetDaily } from './forget-windows.js';
import { createAdminServer } from './http/server.js';
import { dropOldUploads } from './imports/drop-old-uploads.js';
import { runHistory } from './imports/run-history.js';
import { runImports } from './imports/run-imports.js';
import { askForJobs } from './jobs/ask-for-jobs.js';
import { retainDaily } from './jobs/retain-daily.js';
import { changesOf } from './resources/changes.js';
import { publishRedriven } from './resources/dead-letter-decisions.js';
import { publishRuleSets } from './rule-sets.js';
import { closeEndedSeasons, type Seasons } from './seasons/close-seasons.js';
import { createGuildAdmins, type GuildAdmins } from './sign-in/guild-admins.js';
import { dropExpiredSessions } from './sign-in/session-store.js';
import { catchUpWithStructures } from './structure-log.js';
import { sweepNewTemplates } from './sweep-templates.js';
import { runWhatIfs } from './what-if/run-what-ifs.js';

const NAME = 'admin';
const LOOK_EVERY_MS = 60_000;
const CATCH_UP_EVERY_MS = 1_000;
const FOLLOW_GUILDS_EVERY_MS = 10_000;
const CHANGES_PER_MINUTE = 30;
/** Whoever asks for it waits so long; it goes on where it stopped. */
const READ_GUILDS_MS = 15_000;
/** Of what looks for rows in a large journal. */
const SLOW_TIMEOUT_MS = 600_000;

type AdminService = Service<typeof adminSpec>;

/**
 * Serves the admin API and keeps the community's clock until `signal` aborts: ends seasons, sweeps new templates, lets windows
 * be forgotten, publishes and settles what waits.
 */
export async function runAdmin(service: AdminService): Promise<void> {
  const { config, log, ready, signal } = service;
  const durability = config.ALLOW_UNSAFE_DURABILITY ? 'waived' : 'needed';
  const database = { url: config.DATABASE_URL, applicationName: NAME };
  await checkDatabase({ ...database, writes: true }, 'admin_positions', durability);
  const bus = await joinBus(config, {
    name: NAME,
    streams: [factsStream(config.COMMUNITY)],
    onStatus: (connected) => ready.set('bus', connected, 'disconnected from NATS'),
  });
  const prisma = openPrisma(config.DATABASE_URL, { applicationName: NAME, maxConnections: 10 });
  const db = openPool({
    url: config.DATABASE_URL,
    applicationName: NAME,
    max: 4,
    statementTimeoutMs: 10_000,
  });
  const slowDb = openPool({
    url: config.DATABASE_URL,
    applicationName: `${NAME} slow`,
    max: 3,
    statementTimeoutMs: SLOW_TIMEOUT_MS,
  });
  const { COMMUNITY: community, DISCORD_API_URL: apiUrl, DISCORD_TOKEN: token } = config;
  const readGuilds = () =>
    catchUpWithStructures({
      database: { url: config.DATABASE_URL, applicationName: NAME },
      bus,
      community,
      signal,
      waitMs: READ_GUILDS_MS,
    });
  const admin = { prisma, db, slowDb, bus, community, log, readGuilds, changesPerMinute: CHANGES_PER_MINUTE };
  const admins = createGuildAdmins({ prisma, log, token, apiUrl });
  const changes = changesOf(community);
  const server = await createServer(admin, admins, changes, service);
  try {
    const url = await listen(server, { host: config.ADMIN_HOST, port: config.ADMIN_PORT });
    log.info({ url }, 'serving the admin API');
    ready.set('http', true);
    ready.set('database', true);
    const clock = createClock(admin, log);
    await Promise.all([
      again(service, LOOK_EVERY_MS, clock),
      again(service, CATCH_UP_EVERY_MS, (now) => catchUp(admin, now)),
      again(service, CATCH_UP_EVERY_MS, () => askForJobs(admin)),
      again(service, CATCH_UP_EVERY_MS, () => followErasures(admin, signal)),
      again(service, FOLLOW_GUILDS_EVERY_MS, createGuildFollower(admin)),
      again(service, CATCH_UP_EVERY_MS, (now) => runImports(admin, now, signal)),
      again(service, CATCH_UP_EVERY_MS, () => runHistory(admin, signal)),
      again(service, CATCH_UP_EVERY_MS, (now) => runWhatIfs(admin, now, signal)),
      answerChangeRequests(admin, admins, changes, signal),
    ]);
  } finally {
    await closeApp(server);
    await prisma.close();
    await slowDb.end();
    await db.end();
    await bus.close();
  }
}

function createServer(
  admin: Admin,
  admins: GuildAdmins,
  changes: readonly AnyChange[],
  { config, log }: AdminService,
) {
  return createAdminServer({
    admin,
    changes,
    log,
    admins,
    url: config.ADMIN_URL,
    client: { id: config.DISCORD_CLIENT_ID, secret: config.DISCORD_CLIENT_SECRET },
    apiUrl: config.DISCORD_API_URL,
    sessionSecret: config.SESSION_SECRET,
    trustedProxies: config.ADMIN_TRUSTED_PROXIES,
    requestsPerMinute: config.ADMIN_REQUESTS_PER_MINUTE,
  });
}

/** Does something again and again; what only waiting can mend is told and waited for. */
async function again(
  { log, signal }: Pick<AdminService, 'log' | 'signal'>,
  everyMs: number,
  work: (now: Date) => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    await work(new Date()).catch((error: unknown) => {
      if (signal.aborted) return;
      if (!isTransient(error) && !isStreamMissing(error) && !isPassingDatabaseError(error)) throw error;
      log.warn({ err: error }, `a timer has to wait: ${errorSummary(error)}`);
    });
    await sleep(everyMs, signal).catch(() => {});
  }
}

/** What a change has left to do because a server, or this process, was away. */
async function catchUp(admin: Admin, now: Date): Promise<void> {
  await publishRuleSets(admin.prisma, admin.bus, admin.community);
  await publishRedriven(admin.prisma, admin.bus, admin.community);
  const settled = await settleOpenRequests(admin, now);
  if (settled > 0) admin.log.info({ settled }, 'settled changes that were left open');
}

/** What is due at a time; called again and again. */
export function createClock(seasons: Seasons, log: Pick<AdminService['log'], 'info'>) {
  let forgottenOn = '';
  return async (now: Date): Promise<void> => {
    await publishRuleSets(seasons.prisma, seasons.bus, seasons.community);
    for (const season of await closeEndedSeasons(seasons, now)) log.info({ season }, 'closed a season');
    for (const template of await sweepNewTemplates(seasons, now)) log.info({ template }, 'swept a template');
    await dropExpiredSessions(seasons.prisma, now);
    await dropOldRequests(seasons.prisma, now);
    await dropOldUploads(seasons.prisma, now);
    await retainDaily(seasons.prisma, now);
    const today = now.toISOString().slice(0, 10);
    if (forgottenOn !== today && (await forgetDaily(seasons, now))) forgottenOn = today;
  };
}
