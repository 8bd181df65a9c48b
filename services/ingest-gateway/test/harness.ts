import { setTimeout as delay } from 'node:timers/promises';
import { type Bus, connectBus } from '@synapse/bus';
import { type FactJson, factLines, factsStreamName } from '@synapse/contracts';
import { createLogger, createReadiness, readConfig } from '@synapse/runtime';
import type { DiscordSimulator } from '@synapse/testkit';
import { CHECKS, runGateway } from '../src/app';
import { gatewaySpec } from '../src/config';

export interface RunningGateway {
  readonly lines: string[];
  isReady(): boolean;
  /** Resolves when it is ready; rejects with what ended it before. */
  untilReady(): Promise<void>;
  reasons(): string;
  /** Resolves when the gateway has stopped; rejects with what it stopped of by itself. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

export interface GatewayUnderTest {
  simulator: Pick<DiscordSimulator, 'apiUrl' | 'token'>;
  natsUrl: string;
  spool: string;
  env?: Record<string, string>;
  now?: () => number;
}

/** Runs the real gateway in this process. */
export function startGateway(options: GatewayUnderTest): RunningGateway {
  const { simulator, natsUrl, spool, env = {}, now = Date.now } = options;
  const config = readConfig(gatewaySpec, {
    NATS_URL: natsUrl,
    DISCORD_TOKEN: simulator.token,
    DISCORD_API_URL: simulator.apiUrl,
    SPOOL_DIR: spool,
    ...env,
  });
  const lines: string[] = [];
  const log = createLogger(
    { service: 'ingest-gateway', level: 'trace' },
    { write: (line) => void lines.push(line) },
  );
  const ready = createReadiness(CHECKS);
  const stopping = new AbortController();
  const ended = runGateway({ config, log, ready, phase: () => {}, now }, stopping.signal);
  ended.catch(() => {});
  return {
    lines,
    isReady: () => ready.report().ready,
    untilReady: () =>
      Promise.race([
        until('the gateway is ready', () => ready.report().ready),
        ended.then(() => Promise.reject(new Error('The gateway stopped before it was ready.'))),
      ]),
    reasons: () => JSON.stringify(ready.report().checks),
    ended,
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

/** Waits until `check` holds; says what did not come true when it does not in time. */
export async function until(
  what: string,
  check: () => boolean | Promise<boolean>,
  withinMs = 15_000,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await check())) {
    if (Date.now() > deadline) throw new Error(`Did not come true in time: ${what}.`);
    await delay(10);
  }
}

/** The log of community `main`, read anew for each call, so that a server that went away is no matter. */
export function logOf(natsUrl: string) {
  const bodies = async (): Promise<Uint8Array[]> => {
    const bus = await connectBus({ url: natsUrl, name: 'test' });
    try {
      return await frames(bus);
    } finally {
      await bus.close();
    }
  };
  return {
    /** All facts in order; none while the log does not exist. */
    facts: async (): Promise<FactJson[]> => (await bodies()).flatMap(factsIn),
    /** Everything in the log, as text. */
    text: async () => (await bodies()).map((body) => Buffer.from(body).toString()).join('\n'),
  };
}

async function frames(bus: Bus): Promise<Uint8Array[]> {
  const stream = factsStreamName('main');
  const info = await bus.jsm.streams.info(stream).catch(() => null);
  const found: Uint8Array[] = [];
  for (let seq = Math.max(1, info?.state.first_seq ?? 1); seq <= (info?.state.last_seq ?? 0); seq++) {
    const message = await bus.jsm.streams.getMessage(stream, { seq });
    if (message?.subject.endsWith('.discord')) found.push(message.data);
  }
  return found;
}

const factsIn = (body: Uint8Array): FactJson[] =>
  (factLines(body) ?? []).map((line) => JSON.parse(line.toString()) as FactJson);

/** Ids in the order of the log, without the structure facts. */
export const activityIds = (facts: readonly FactJson[]): string[] =>
  facts.filter(({ type }) => type !== 'guild_structure').map(({ id }) => id);
