import { createHash } from 'node:crypto';
import type { RewardEvent } from '@synapse/contracts';
import { COMMUNITY } from '../system/environment.js';
import type { System } from '../system/system.js';
import { type Evidence, erasedOf, type Invariant } from './evidence.js';
import { toldRewards } from './told-rewards.js';

/** A line that somebody must read on Discord. */
export interface OwedLine {
  member: string;
  text: string;
  /** Where it happened. */
  channel: string;
  /** The event that brought it first. */
  event: string;
}

/** What the bot must tell, by the stream of reward events alone: the last level of each cause, and each achievement. */
export async function owedAnnouncements(system: System): Promise<OwedLine[]> {
  const levels = new Map<string, OwedLine & { level: number }>();
  const owed: OwedLine[] = [];
  for (const { event } of await toldRewards(system)) {
    // Nothing names a channel for what did not happen in one.
    if (event.silent || event.channel_id === null) continue;
    if (event.kind === 'achievement_earned')
      owed.push({ ...whereAndWho(event), text: `<@${event.member.id}> earned **${event.name}**` });
    if (event.kind !== 'level_reached') continue;
    const { level, member, cause } = event;
    const before = levels.get(`${cause} ${member.id}`);
    const highest = Math.max(level, before?.level ?? 0);
    const text = `<@${member.id}> reached **level ${highest}**`;
    const first = before?.event ?? event.id;
    levels.set(`${cause} ${member.id}`, { ...whereAndWho(event), event: first, level: highest, text });
  }
  return [...owed, ...levels.values()];
}

/** Nothing is told that is not owed, nothing twice, and nothing that somebody wants told is missing. */
export const announcementsAreOwed: Invariant = {
  name: 'announcements are on Discord, each once',
  async check(evidence) {
    const owed = await owedAnnouncements(evidence.system);
    const lines = linesOf(evidence.system);
    const excused = mayBeSilent(evidence);
    const places = placesIn(evidence.system);
    const complaints: string[] = [];
    for (const [text, { member, times, channels, events }] of counted(owed)) {
      const found = lines.filter((line) => line.includes(text)).length;
      if (found > times) complaints.push(`"${text}" is told ${found} times and not ${times}`);
      const isGone = channels.some((channel) => !places.has(channel));
      if (found < times && !excused.has(member) && !isGone) {
        const ledger = JSON.stringify(await notedOf(evidence.system, events));
        complaints.push(
          `"${text}" is told ${found} times and not ${times}; of ${events} the bot noted ${ledger}`,
        );
      }
    }
    const known = [...counted(owed).keys()];
    const extra = lines.filter((line) => !known.some((text) => line.includes(text)));
    if (extra.length > 0) complaints.push(`nobody owes "${extra[0]}" (${extra.length} such lines)`);
    if (owed.length > 0 && lines.length === 0) complaints.push('nothing was told at all');
    return complaints.slice(0, 5);
  },
};

/** The number of the last frame that gives the bot something to do. */
export async function lastOwedAt(system: System): Promise<number> {
  const kinds: readonly string[] = [
    'level_reached',
    'achievement_earned',
    'member_returned',
    'member_erased',
  ];
  const told = await toldRewards(system);
  return told.findLast(({ event }) => kinds.includes(event.kind) && !isIdle(event))?.frame ?? 0;
}

const isIdle = (event: RewardEvent) =>
  event.kind === 'achievement_earned' && (event.silent || event.channel_id === null);

interface Owing {
  member: string;
  times: number;
  channels: string[];
  events: string[];
}

function counted(owed: readonly OwedLine[]): Map<string, Owing> {
  const all = new Map<string, Owing>();
  for (const { member, text, channel, event } of owed) {
    const { times, channels, events } = all.get(text) ?? { times: 0, channels: [], events: [] };
    all.set(text, { member, times: times + 1, channels: [...channels, channel], events: [...events, event] });
  }
  return all;
}

/** A thread that was opened is where its opening is told: a forum itself takes no messages. */
function whereAndWho({
  id,
  cause,
  channel_id,
  member,
}: Extract<RewardEvent, { member: unknown; cause: string }>) {
  const [, thread] = /^thread:(\d+)$/.exec(cause) ?? [];
  return { member: member.id, channel: thread ?? channel_id ?? '', event: id };
}

/** What became of events in the bot's ledger, for whoever looks for the reason. */
const notedOf = ({ rows }: System, events: readonly string[]) =>
  rows(
    `select a.id, a.channel_id::text as channel, a.settled, a.owed_at, a.settled_at, d.id as delivery, d.tried_at,
       d.message_id::text as message
     from announcements a left join deliveries d on d.id = a.delivery_id where a.id = any($1)`,
    [events.map(ledgerId)],
  );

const ledgerId = (event: string) =>
  createHash('sha256').update(`${COMMUNITY} ${event}`).digest('base64url').slice(0, 22);

/** Channels and threads that are still there: what was owed in another cannot be told. */
const placesIn = ({ simulator }: System): Set<string> =>
  new Set(
    simulator.world.guilds.flatMap(({ channels, threads }) => [...channels, ...threads].map(({ id }) => id)),
  );

/** Members who once wanted silence, or who were erased: what of them was told before is not for the stream to say. */
const mayBeSilent = (evidence: Evidence): Set<string> =>
  new Set([
    ...erasedOf(evidence),
    ...evidence.happened.flatMap((each) =>
      each.kind === 'command' && each.command.type === 'set_preference' ? [each.command.actor] : [],
    ),
  ]);

const linesOf = ({ simulator }: System): string[] =>
  simulator.transcript.flatMap((deed) =>
    deed.kind === 'message' ? (deed.message.embeds[0]?.description ?? '').split('\n') : [],
  );
