import { setTimeout as sleep } from 'node:timers/promises';
import { logState } from '@synapse/bus';
import { eventually } from '@synapse/testkit';
import type { Presence } from '../life/presence.js';
import { COMMUNITY } from './environment.js';
import type { ServiceProcess } from './service-process.js';
import type { System } from './system.js';

const READY_WITHIN_MS = 30_000;
export const DRAINED_WITHIN_MS = 60_000;
const PROBED_WITHIN_MS = 10_000;

/** Starts everything and installs the rules. */
export async function bringUp(system: System): Promise<void> {
  system.service('ingest-gateway').start();
  await system.simulator.connected();
  await system.bootstrap();
  for (const service of system.regular) service.start();
  await allReady(system, READY_WITHIN_MS);
}

/** @throws naming everybody who is not ready */
async function allReady({ regular }: System, withinMs: number): Promise<void> {
  const tries = await Promise.allSettled(regular.map((each) => each.untilReady(withinMs)));
  const failed = tries.filter((each) => each.status === 'rejected');
  if (failed.length > 0) throw new Error(failed.map(({ reason }) => (reason as Error).message).join('\n  '));
}

/** Waits until all that was owed has gone all the way: from the spool to the tables and to the stream of rewards. */
export async function drained(system: System, presences: readonly Presence[] = []): Promise<void> {
  await allReady(system, DRAINED_WITHIN_MS);
  await atRest('everything to be quiet', () => isQuiet(system), presences);
}

/** Waits until nothing moves, nobody awaits anything, and nothing moves for that. @throws saying what it was last */
async function atRest(
  what: string,
  isStill: () => Promise<boolean>,
  presences: readonly Presence[],
): Promise<void> {
  let awaited: string | null = null;
  const isAtRest = async () => {
    awaited = 'spool, tables and outbox';
    if (!(await isStill())) return false;
    for (const { awaits } of presences) {
      awaited = (await awaits?.()) ?? null;
      if (awaited) return false;
    }
    awaited = 'what that brought';
    return isStill();
  };
  await eventually(what, isAtRest, DRAINED_WITHIN_MS).catch((error: Error) => {
    throw new Error(`${error.message} (last for ${awaited})`);
  });
}

async function isQuiet(system: System): Promise<boolean> {
  const metrics = await system.service('ingest-gateway').ask('/metrics');
  return /^synapse_gateway_spool_pending_frames\S* 0$/m.test(metrics) && isRead(system);
}

/** Whether everybody is at the end of the log, and has told what came of it. */
export async function isRead(system: System): Promise<boolean> {
  const { last } = await system.withBus((bus) => logState(bus, COMMUNITY));
  const [row] = await system.rows<{ quiet: boolean }>(
    `select l.sequence = $1 and e.sequence = $1 and not exists (select from reward_outbox)
       and not exists (select from lake_tombstones where scrub_id is not null) as quiet
     from lake_positions l join engine_positions e using (community)`,
    [last],
  );
  if (!row?.quiet) await sleep(100);
  return row?.quiet ?? false;
}

/** What somebody says now is soon on the board. @throws when it is not */
export async function probed(system: System): Promise<void> {
  const { act, world } = system.simulator;
  const guild = world.guilds[0];
  const channel = guild?.channels.find(({ type }) => type === 0);
  if (!guild || !channel) throw new Error('There is no channel to speak in.');
  const userId = act.memberJoin({ guildId: guild.id });
  act.message({ guildId: guild.id, channelId: channel.id, authorId: userId, content: 'Is anybody there?' });
  let answer = '';
  const isThere = () =>
    system.get<{ xp: number }>(`/v1/members/${userId}`).then(
      ({ xp }) => xp > 0,
      (error: Error) => {
        answer = error.message;
        return false;
      },
    );
  await eventually('the probe on the board', isThere, PROBED_WITHIN_MS).catch((error: Error) => {
    throw new Error(`${error.message} (${answer})`);
  });
}

/**
 * Ends every service as a deploy does, so that nothing moves while it is judged. The gateway comes first: by the clock it goes
 * on telling who spends time in voice, and what that brings is still to be announced.
 * @returns what was wrong with that
 */
export async function ended(system: System, presences: readonly Presence[] = []): Promise<string[]> {
  const gateway = system.service('ingest-gateway');
  const wrong = await endAll([gateway]);
  await atRest('what the clock brought last to be told', () => isRead(system), presences);
  wrong.push(...(await endAll(system.askers)));
  await eventually('what was asked last to be answered', () => isRead(system), DRAINED_WITHIN_MS);
  const others = [...system.services.values()].filter(
    (service) => service !== gateway && !system.askers.includes(service),
  );
  return [...wrong, ...(await endAll(others))];
}

async function endAll(services: readonly ServiceProcess[]): Promise<string[]> {
  const wrong = services.map(async (service) => {
    const status = await service.stop();
    const how = status?.signal ?? status?.code;
    return how === 0 ? [] : [`${service.name} ended with ${how} when it was told to end`];
  });
  return (await Promise.all(wrong)).flat();
}
