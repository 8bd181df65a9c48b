import { EventEmitter, once, setMaxListeners } from 'node:events';
import { RewardsLostError } from '@synapse/bus';
import { errorSummary, type Service, sleep } from '@synapse/runtime';
import { checkDatabase, isPassingDatabaseError, type Owner, own } from '@synapse/store';
import { type Client, Events } from 'discord.js';
import { type AnnouncingLimits, announce } from './announcements/announce.js';
import { NONCE_TRUSTED_MS } from './announcements/deliver.js';
import { keepLedger } from './announcements/ledger.js';
import { createAsk, createAskForSeries } from './ask/ask.js';
import type { Bot } from './bot.js';
import { type BusLink, createRules, linkBus } from './bus-link.js';
import { createDrawCard } from './card/draw-card.js';
import { createLoadAvatar } from './card/load-avatar.js';
import type { botSpec } from './config.js';
import { createClient } from './discord/create-client.js';
import { stayConnected } from './discord/stay-connected.js';
import { watchPermissions } from './discord/watch-permissions.js';
import { createInteractionHandler } from './interactions/handle-interaction.js';
import { createBotMetrics } from './metrics.js';
import { keepRoles } from './roles/keep-roles.js';

const NAME = 'bot';
const AGAIN_MS = 1_000;

export type BotService = Service<typeof botSpec>;

export interface BotLimits extends Partial<AnnouncingLimits> {
  /** How long a rank card may take, in milliseconds. */
  drawWithinMs?: number;
}

/**
 * Answers commands, announces what was earned and lets roles follow levels, until `signal` aborts. Commands are answered
 * whether or not the database is there; one process of all that run keeps the ledger.
 * @throws what waiting cannot help: a wrong token, password or role, a database that was never migrated
 */
export async function runBot(service: BotService, limits: BotLimits = {}): Promise<void> {
  const { config, log, ready, signal } = service;
  await refuseUnusable(config);
  const link = await linkBus(config, { log, ready, signal });
  const client = createClient(config, log);
  const rules = createRules(config.COMMUNITY, log);
  const bot: Bot = {
    bus: link.bus,
    community: config.COMMUNITY,
    ask: createAsk(link.bus, config.COMMUNITY),
    askForSeries: createAskForSeries(link.bus, config.COMMUNITY),
    rules: rules.now,
    drawCard: createDrawCard({
      loadAvatar: createLoadAvatar(config.DISCORD_CDN_URL),
      log,
      withinMs: limits.drawWithinMs,
    }),
    log,
    metrics: createBotMetrics(() => rules.now().version),
  };
  watchPermissions(client, { ready, log });
  const handle = createInteractionHandler(bot);
  client.on(Events.InteractionCreate, (interaction) => void handle(interaction));
  try {
    await Promise.all([
      rules.follow(link, signal),
      stayConnected(client, { token: config.DISCORD_TOKEN, ready, log }, signal),
      keepOwning(service, { bot, client, link, ...LIMITS, ...limits }),
    ]);
  } finally {
    await link.bus.close();
  }
}

const LIMITS: AnnouncingLimits = { minuteMs: 60_000, nonceTrustedMs: NONCE_TRUSTED_MS };

interface Parts extends AnnouncingLimits {
  bot: Bot;
  client: Client;
  link: BusLink;
}

async function refuseUnusable({
  DATABASE_URL: url,
  ALLOW_UNSAFE_DURABILITY: mayBeUnsafe,
}: BotService['config']) {
  const durability = mayBeUnsafe ? 'waived' : 'needed';
  await checkDatabase({ url, applicationName: NAME, writes: true }, 'bot_positions', durability).catch(
    (error: Error) => {
      if (!isPassingDatabaseError(error.cause)) throw error;
    },
  );
}

/** Owns the ledger whenever it can be had, and works on it as long. */
async function keepOwning({ config, log, ready, signal }: BotService, parts: Parts): Promise<void> {
  while (!signal.aborted) {
    try {
      ready.set(
        'database',
        false,
        'waiting for the ledger: the database is away, or another process keeps it',
      );
      const database = { url: config.DATABASE_URL, applicationName: NAME };
      const owner = await own({ ...database, service: NAME, community: config.COMMUNITY, signal });
      const onBegun = () => ready.set('database', true);
      const onLost = (error: RewardsLostError) => {
        ready.set('database', false, error.message);
        log.error({ err: error }, `nothing more is announced: ${errorSummary(error)}`);
      };
      await workOn(owner, { ...parts, onBegun, onLost }, signal).finally(owner.release);
    } catch (error) {
      if (signal.aborted) return;
      log.warn({ err: error }, `the ledger has to wait: ${errorSummary(error)}`);
    }
    await sleep(AGAIN_MS, signal).catch(() => {});
  }
}

async function workOn(
  owner: Owner,
  {
    bot,
    client,
    link,
    onBegun,
    onLost,
    ...limits
  }: Parts & {
    onBegun: () => void;
    onLost: (error: RewardsLostError) => void;
  },
  signal: AbortSignal,
): Promise<void> {
  const failed = new AbortController();
  const ending = AbortSignal.any([signal, owner.lost, failed.signal]);
  // Each channel has its own waits.
  setMaxListeners(0, ending);
  const noted = new EventEmitter().setMaxListeners(0);
  const wait = async (ms: number) => {
    const timer = new AbortController();
    const either = AbortSignal.any([ending, timer.signal]);
    await Promise.race([once(noted, 'noted', { signal: either }), sleep(ms, either)]).catch(() => {});
    timer.abort();
  };
  const loggedIn = async () => {
    if (!client.isReady()) await once(client, Events.ClientReady, { signal: ending });
  };
  const read = async (connected: AbortSignal) => {
    await loggedIn();
    const told = { onBegun, onNoted: () => noted.emit('noted') };
    await keepLedger(bot, owner, client as Client<true>, told, connected).catch(async (error: unknown) => {
      if (!(error instanceof RewardsLostError)) throw error;
      onLost(error);
      // Accepting it takes the ledger away: whoever runs now goes on answering commands.
      if (!connected.aborted) await once(connected, 'abort');
    });
  };
  const tellDiscord = async () => {
    await loggedIn();
    const common = { bot, owner, client: client as Client<true>, wait, signal: ending };
    await Promise.all([announce({ ...common, ...limits }), keepRoles(common)]);
  };
  const untilEnd = (work: Promise<void>) =>
    work.catch((error: unknown) => {
      if (!ending.aborted) failed.abort(error);
    });
  await Promise.all([
    untilEnd(link.whileConnected('reading reward frames', read, ending)),
    untilEnd(tellDiscord()),
  ]);
  if (failed.signal.aborted) throw failed.signal.reason;
}
