import { type Bus, connectBus } from './connect.js';
import { checkDurability } from './durability.js';
import { ensureStream, type StreamDefinition } from './streams.js';

/** How an operator says where the bus is; as the services' configuration has it. */
export interface BusSettings {
  NATS_URL: string;
  NATS_MONITOR_URL?: string | undefined;
  ALLOW_UNSAFE_DURABILITY: boolean;
  /** Servers of a cluster that keep a copy of each stream; 1 when left out. */
  STREAM_REPLICAS?: number | undefined;
}

export interface Joining {
  /** Shown in the server's list of connections. */
  name: string;
  /** Streams that must be there and as defined. */
  streams: readonly StreamDefinition[];
  onStatus?: (connected: boolean) => void;
}

/**
 * Connects to a bus that can be relied on: it keeps what it acknowledges, and its streams are as this build expects.
 * @throws BusUnreachableError, UnsafeDurabilityError, StreamDiffersError
 */
export async function joinBus(settings: BusSettings, { name, streams, onStatus }: Joining): Promise<Bus> {
  const { NATS_URL: url, NATS_MONITOR_URL: monitorUrl, ALLOW_UNSAFE_DURABILITY: isUnsafeAllowed } = settings;
  const bus = await connectBus({ url, name, ...(onStatus && { onStatus }) });
  try {
    if (monitorUrl && !isUnsafeAllowed) await checkDurability(bus, monitorUrl);
    const num_replicas = settings.STREAM_REPLICAS ?? 1;
    for (const stream of streams) await ensureStream(bus, { ...stream, num_replicas });
    return bus;
  } catch (error) {
    await bus.close();
    throw error;
  }
}
