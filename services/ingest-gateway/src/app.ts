import { once } from 'node:events';
import { takeIdentifyTurn } from '@synapse/bus';
import { errorSummary, type Logger, type Readiness } from '@synapse/runtime';
import { linkBus } from './bus-link.js';
import { communityOf } from './community-of.js';
import { type GatewayConfig, shardsOf } from './config.js';
import { tapDiscord } from './discord-tap.js';
import { createIntake, type Intake } from './intake.js';
import { createMetrics } from './metrics.js';
import { applyChange, emptyPicture, type Picture } from './picture/picture.js';
import { createRules } from './rules.js';
import { openSpool, type Spool } from './spool/spool.js';

/** All must be set before the gateway is ready. */
export const CHECKS = ['discord', 'spool', 'bus'] as const;

export interface Gateway {
  config: GatewayConfig;
  log: Logger;
  ready: Pick<Readiness, 'set'>;
  /** Notes what the gateway is doing, in words. */
  phase: (doing: string) => void;
  /** Milliseconds since the Unix epoch. */
  now: () => number;
}

/**
 * Turns what Discord tells into facts in the community's log until `signal` aborts; then everything taken is on disk and
 * the sessions can be resumed.
 * @throws OperatorError and others when Discord, the broker or the spool refuse for good
 */
export async function runGateway(gateway: Gateway, signal: AbortSignal): Promise<void> {
  const failure = new AbortController();
  const fail = (error: unknown) => failure.abort(error);
  const { config, log } = gateway;
  const { SPOOL_DIR: folder, SPOOL_MAX_BYTES: maxBytes } = config;
  const shards = shardsOf(config);
  const spool = await openSpool({ folder, maxBytes, log, onLost: fail });
  try {
    await runOn(spool, { ...gateway, shards, fail }, AbortSignal.any([signal, failure.signal]));
  } finally {
    gateway.phase('closing the spool');
    await spool.close();
  }
  failure.signal.throwIfAborted();
}

interface Parts extends Gateway {
  shards: ReturnType<typeof shardsOf>;
  fail: (error: unknown) => void;
}

async function runOn(spool: Spool, parts: Parts, ending: AbortSignal): Promise<void> {
  const { config, log, ready, fail } = parts;
  const metrics = createMetrics();
  const rules = await createRules(spool, config.COMMUNITY, log);
  const watch = discordReadiness(ready);
  const intake: Intake = createIntake({
    spool,
    picture: await pictureIn(spool),
    settings: rules.settings,
    communityOf: communityOf(config.COMMUNITY),
    onLive: () => watch.live(intake.liveShards()),
    metrics,
    log,
  });
  metrics.observe(spool, rules, { live: intake.liveShards, expected: watch.expected });
  const untilAborted = (work: Promise<void>) => work.catch((error) => ending.aborted || fail(error));
  const work = [
    untilAborted(linkBus({ config, spool, rules, metrics, ready, log }, ending)),
    untilAborted(tapDiscord(tapOptions(spool, intake, parts, watch.shards), ending)),
  ];
  if (!ending.aborted) await once(ending, 'abort');
  parts.phase('leaving Discord and the broker');
  await Promise.all(work);
}

function tapOptions(
  spool: Spool,
  intake: Intake,
  { config, shards, ...parts }: Parts,
  onShards: (ids: readonly number[]) => void,
) {
  const { DISCORD_TOKEN: token, DISCORD_API_URL: apiUrl, NATS_URL: url } = config;
  const identifyTurn = (group: number, signal: AbortSignal) =>
    takeIdentifyTurn({ url, name: 'ingest-gateway identify', token, group, signal }).catch((error) => {
      signal.throwIfAborted();
      // The gateway needs no broker to take events; the worst that follows is one refused identify.
      parts.log.warn({ err: error }, `identifying without asking for a turn: ${errorSummary(error)}`);
    });
  return { ...parts, ...shards, token, apiUrl, identifyTurn, spool, intake, onShards, onFailed: parts.fail };
}

/** Ready when every shard of this process receives. */
function discordReadiness(ready: Gateway['ready']) {
  let expected = 0;
  let connected = 0;
  const tell = () => {
    const isReady = expected > 0 && connected >= expected;
    ready.set('discord', isReady, `${connected} of ${expected || 'unknown many'} shards are connected`);
  };
  tell();
  return {
    expected: () => expected,
    live(count: number) {
      connected = count;
      tell();
    },
    shards(ids: readonly number[]) {
      expected = ids.length;
      tell();
    },
  };
}

async function pictureIn(spool: Spool): Promise<Picture> {
  const picture = emptyPicture();
  for await (const change of spool.picture()) applyChange(picture, change);
  return picture;
}
