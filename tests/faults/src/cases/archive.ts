import { eventually } from '@synapse/testkit';
import { entriesOf } from '../judge/evidence.js';
import type { Scene } from '../nemesis/fault.js';
import { isRead } from '../system/phases.js';
import type { System } from '../system/system.js';

/** Those who write to the log, and who are stopped while it is archived. */
const writersOf = (system: System) => [...system.askers, system.service('ingest-gateway')];

/** They write again. */
export function letWrite(system: System): void {
  for (const service of writersOf(system)) service.start();
}

/**
 * Waits until everybody has read the whole log, with nobody writing to it, and keeps what it holds for the judge. From then
 * on it may be taken away; commands wait until `gone` has resolved, and services until {@link letWrite}.
 */
export async function whileArchived(
  { system, life, injections }: Scene,
  gone: () => Promise<void>,
): Promise<void> {
  life.isHushed = true;
  for (const service of writersOf(system)) await service.stop();
  // What waits in the gateway's spool is yet to come.
  await eventually('all of the log to be read', () => isRead(system), 30_000);
  injections.archive.push(...(await entriesOf(system)));
  await gone();
  life.isHushed = false;
}
