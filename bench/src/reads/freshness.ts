import { type Bus, publishFrame } from '@synapse/bus';
import { encodeRewardFrame, type RewardEvent, type RewardFrame, rewardsSubject } from '@synapse/contracts';
import { median } from '../statistics.js';
import { ask } from './measure.js';

const COMMUNITY = 'main';
const FRAMES = 200;
/** Entries of the log begin here, so that no answer knows them beforehand. */
const FIRST_ENTRY = 1_000;

/**
 * Milliseconds from a reward frame's being in the broker to an answer that has seen it, each time: the member's place is
 * asked for again and again.
 */
export async function freshness(
  bus: Bus,
  base: string,
  member: bigint,
): Promise<{ median: number; p99: number }> {
  const took: number[] = [];
  for (let n = 1; n <= FRAMES; n++) {
    const entry = FIRST_ENTRY + n;
    await publishFrame(bus, {
      subject: rewardsSubject(COMMUNITY),
      id: `bench:${n}`,
      body: encodeRewardFrame(frameOf(n, entry, member)),
    });
    const began = performance.now();
    while ((await seenEntry(base, member)) < entry);
    took.push(performance.now() - began);
  }
  const sorted = took.sort((a, b) => a - b);
  return { median: median(sorted), p99: sorted[Math.floor(sorted.length * 0.99)] as number };
}

async function seenEntry(base: string, member: bigint): Promise<number> {
  const { as_of: seen } = await ask<{ as_of: { entry: number | null } }>(
    `${base}/v1/members/${member}/ranks`,
  );
  return seen.entry ?? 0;
}

function frameOf(n: number, entry: number, member: bigint): RewardFrame {
  const event: RewardEvent = {
    kind: 'granted',
    id: `msg:${n}:given`,
    at: new Date().toISOString(),
    cause: `msg:${n}`,
    rule_set: 1,
    silent: false,
    guild_id: '1',
    channel_id: null,
    member: { id: String(member), name: 'Member 1', avatar: null },
    totals: { xp: 250_000 + n, level: 40, gold: 1, stars: 4 + n },
    interaction: 'MESSAGE',
    category_id: null,
    xp: 1,
    stars: 1,
    season_id: 1,
  };
  return { v: 1, community: COMMUNITY, frame: n, log: { created: 'then', sequence: entry }, events: [event] };
}
