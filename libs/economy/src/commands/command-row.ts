import { type Command, commandSource } from '@synapse/contracts';
import { earn, record } from '../consequences.js';
import type { Cause, JournalRow, Reasons } from '../journal.js';
import { LARGEST_FIGURE } from '../level-curve.js';
import { type Member, newMember } from '../member.js';
import { createOverlay } from '../overlay.js';
import type { Rules } from '../rules.js';
import { countingSeason, type State } from '../state.js';

/** What the rows of a command about a member follow from. */
export function causeOf(rules: Rules, state: State, command: Command, userId: bigint): Cause {
  const { guildId, channelId, at } = command;
  const source = commandSource(command);
  return {
    userId,
    sourceSystem: 'command',
    sourceEventId: source,
    categoryId: null,
    seasonId: countingSeason(rules, state, at),
    at,
    reasons: {
      fact: source,
      rule_set: rules.version,
      ...(guildId !== null && { guild: String(guildId) }),
      ...(channelId !== null && { channel: String(channelId) }),
    },
  };
}

interface Movement {
  interaction: JournalRow['interaction'];
  xp?: number;
  stars?: number;
  gold?: number;
  reasons: Partial<Reasons>;
}

/** The row of what a command itself does; what it gives or takes is checked before. */
export const commandRow = (
  cause: Cause,
  { interaction, xp = 0, stars = 0, gold = 0, reasons }: Movement,
): JournalRow => ({
  ...cause,
  interaction,
  xpDelta: xp,
  starDelta: stars,
  reasons: { ...cause.reasons, ...reasons, ...(gold !== 0 && { gold_delta: gold }) },
});

/** A row and all that follows from it, in order, and the member after it. */
export function follow(rules: Rules, state: State, row: JournalRow) {
  const overlay = createOverlay(state, row.at);
  record(rules, overlay, row);
  earn(rules, overlay, [row]);
  return { rows: overlay.rows, after: overlay.member(row.userId) };
}

/** The member a command is about; somebody nobody has heard of stands at zero. */
export const memberIn = ({ members }: State, id: bigint, at: number): Member =>
  members.get(id) ?? newMember(id, at);

/** The first figure that a movement would take out of its range, if any. */
export const unfit = (member: Member, { xp = 0, gold = 0, stars = 0 }): string | undefined =>
  Object.entries({ xp, gold, stars }).find(([figure, by]) => !isFigure(member[figure as 'xp'] + by))?.[0];

const isFigure = (value: number) => value >= 0 && value <= LARGEST_FIGURE;
