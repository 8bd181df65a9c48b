import type { Bus } from './connect.js';

/** The server may lose what it has acknowledged. */
export class UnsafeDurabilityError extends Error {
  override name = 'UnsafeDurabilityError';
  readonly hint =
    'Set `sync_interval: always` in its jetstream block, or ALLOW_UNSAFE_DURABILITY=1 if losing them is acceptable.';
}

/**
 * Asks the server's monitoring port whether acknowledged messages survive a power cut.
 * @param monitorUrl `http://host:port`
 * @throws UnsafeDurabilityError when a single server syncs later than it acknowledges
 */
export async function checkDurability(bus: Bus, monitorUrl: string): Promise<void> {
  const answer = await fetch(new URL('/jsz?config=1', monitorUrl), { signal: AbortSignal.timeout(5_000) });
  const { config } = (await answer.json()) as { config?: { sync_always?: boolean } };
  // Without JetStream there is no log to lose: whoever needs one is told so by the first thing it asks of it.
  if (!config) return;
  const clustered = Boolean(bus.nc.info?.cluster);
  if (config.sync_always || clustered) return;
  throw new UnsafeDurabilityError(
    `The NATS server behind ${monitorUrl} acknowledges messages before they are on disk.`,
  );
}
