import { DiscardPolicy, RetentionPolicy, StorageType, type StreamConfig } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import {
  DEAD_WEBHOOK_SUBJECTS,
  DEAD_WEBHOOKS_STREAM_NAME,
  factsStreamName,
  factsSubjects,
  REWARDS_STREAM_NAME,
  REWARDS_SUBJECTS,
} from '@synapse/contracts';
import type { Bus } from './connect.js';
import { isStreamMissing } from './transient.js';

const GIB = 1024 ** 3;
const DAY_MS = 86_400_000;

/** The part of a stream's configuration that the code relies on. */
export type StreamDefinition = Pick<
  StreamConfig,
  | 'name'
  | 'description'
  | 'retention'
  | 'storage'
  | 'discard'
  | 'max_age'
  | 'max_bytes'
  | 'num_replicas'
  | 'allow_direct'
> &
  Partial<Pick<StreamConfig, 'subjects' | 'duplicate_window' | 'mirror'>>;

export interface StreamLimits {
  /** Bytes the stream may take on disk. */
  maxBytes?: number;
  /** Servers of a cluster that keep a copy. */
  replicas?: number;
}

const common = ({ maxBytes, replicas = 1 }: StreamLimits, defaultBytes: number) => ({
  retention: RetentionPolicy.Limits,
  storage: StorageType.File,
  max_age: nanos(30 * DAY_MS),
  max_bytes: maxBytes ?? defaultBytes,
  num_replicas: replicas,
  duplicate_window: nanos(120_000),
  allow_direct: true,
});

/** The log of a community. It refuses when it is full: an entry that nobody has read yet may not be dropped. */
export const factsStream = (community: string, limits: StreamLimits = {}): StreamDefinition => ({
  name: factsStreamName(community),
  description: `Everything that can change the figures of community ${community}, in one order.`,
  subjects: [factsSubjects(community)],
  discard: DiscardPolicy.New,
  ...common(limits, 4 * GIB),
});

/** Reward frames of all communities. It drops the oldest when it is full: subscribers may not stop the engine. */
export const rewardsStream = (limits: StreamLimits = {}): StreamDefinition => ({
  name: REWARDS_STREAM_NAME,
  description: 'What members earned: reward frames of every community.',
  subjects: [REWARDS_SUBJECTS],
  discard: DiscardPolicy.Old,
  ...common(limits, GIB),
});

/** Reward events that an endpoint did not take. It refuses when it is full: somebody has to look. */
export const deadWebhooksStream = (limits: StreamLimits = {}): StreamDefinition => ({
  name: DEAD_WEBHOOKS_STREAM_NAME,
  description: 'Reward events that could not be posted to an endpoint.',
  subjects: [DEAD_WEBHOOK_SUBJECTS],
  discard: DiscardPolicy.New,
  ...common(limits, GIB),
});

/** A stream exists, but not as this build relies on it. */
export class StreamDiffersError extends Error {
  override name = 'StreamDiffersError';
  readonly hint: string;
  constructor(stream: string, differences: readonly string[]) {
    super(`The stream ${stream} is not as this build relies on it: ${differences.join('; ')}.`);
    this.hint = `Change it with \`nats stream edit ${stream}\`, or change the services' configuration to match.`;
  }
}

/**
 * Makes the stream if it is missing, and otherwise checks that it is as defined.
 * @throws StreamDiffersError naming each difference and what to do
 */
export async function ensureStream({ jsm }: Pick<Bus, 'jsm'>, wanted: StreamDefinition): Promise<void> {
  const found = await jsm.streams
    .info(wanted.name)
    .then(({ config }) => config)
    .catch((error: unknown) => {
      if (isStreamMissing(error)) return jsm.streams.add({ ...wanted }).then(({ config }) => config);
      throw error;
    });
  const differences = differencesBetween(wanted, found);
  if (differences.length === 0) return;
  throw new StreamDiffersError(wanted.name, differences);
}

/** How much the log may take is the operator's to decide: only too little is a difference. -1 is no limit. */
const hasRoom = (wanted: StreamDefinition, found: StreamConfig): boolean =>
  found.max_bytes === -1 || found.max_bytes >= wanted.max_bytes;

function differencesBetween(wanted: StreamDefinition, found: StreamConfig): string[] {
  const keys = (Object.keys(wanted) as (keyof StreamDefinition)[]).filter(
    (key) => key !== 'description' && !(key === 'max_bytes' && hasRoom(wanted, found)),
  );
  return keys.flatMap((key) => {
    const [want, have] = [JSON.stringify(wanted[key]), String(JSON.stringify(found[key]))];
    return want === have ? [] : [`${key} is ${have}, expected ${want}`];
  });
}
