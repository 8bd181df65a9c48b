import type { Fact, RewardEvent } from '@synapse/contracts';
import {
  type CommandState,
  type Departure,
  departureAfter,
  type Evolved,
  introduced,
  isAway,
  isForgotten,
  type JournalRow,
  type Member,
  moved,
  newMember,
  type Payment,
  paymentKey,
  presenceEvent,
  type QuestProgress,
  type Rules,
  rewardEvents,
  type SeasonStat,
  type Window,
  type WindowMove,
} from '@synapse/economy';
import type { NewJournalRow } from '@synapse/store';
import { createChangeSet } from './change-set.js';

/** The members that a batch concerns, as its entries so far have left them. */
export type MembersAtWork = ReturnType<typeof createMembersAtWork>;

export function createMembersAtWork(loaded: CommandState, left: ReadonlyMap<bigint, Departure>) {
  const members = createChangeSet<bigint, Member>(loaded.members);
  const stats = createChangeSet<string, SeasonStat>(loaded.stats);
  const windows = createChangeSet<string, Window>(loaded.windows);
  const departures = createChangeSet<bigint, Departure>(left);
  const quests = new Map<number, QuestProgress>(loaded.quests);
  const payments = new Map<string, Payment>(loaded.payments);
  const closedSeasons = new Set(loaded.closedSeasons);
  let horizon = loaded.horizon;
  const journal: NewJournalRow[] = [];
  const achievements: JournalRow[] = [];
  const events: RewardEvent[] = [];
  const current: CommandState = {
    members: members.all,
    stats: stats.all,
    windows: windows.all,
    quests,
    payments,
    closedSeasons,
    leaders: loaded.leaders,
    isErased: loaded.isErased,
    get horizon() {
      return horizon;
    },
  };

  return {
    current,
    journal,
    /** Those of the journal's rows by which an achievement came or went. */
    achievements,
    events,
    quests,
    closedSeasons,
    /** Calls the member as the fact does; makes one who is new. */
    greet(userId: bigint, fact: Fact): void {
      const known = members.all.get(userId);
      const called = introduced(known ?? newMember(userId, fact.at), fact);
      if (called !== known) members.set(userId, called);
    },
    /** Notes whether the member is gone or back, and tells it. */
    notice(rules: Rules, userId: bigint, fact: Fact): void {
      const before = departures.all.get(userId);
      const after = departureAfter(before, fact);
      if (after === undefined || after === before) return;
      departures.set(userId, after);
      const member = members.all.get(userId) ?? newMember(userId, fact.at);
      events.push(presenceEvent(rules, fact, member, !isAway(after)));
    },
    /** Notes that something about the member changed that is no figure; makes one who is new. */
    touch(userId: bigint, at: number): Member {
      const touched = { ...(members.all.get(userId) ?? newMember(userId, at)), updatedAt: at };
      members.set(userId, touched);
      return touched;
    },
    record(
      rules: Rules,
      { rows, after, members: membersAfter, stats: statsAfter }: Evolved,
      silent: boolean,
    ): void {
      for (const [place, row] of rows.entries()) {
        journal.push(written(row));
        if (isAboutAchievement(row)) achievements.push(row);
        events.push(...rewardEvents(rules, row, after[place] as Member, silent));
        const { template, gold_delta: gold = 0 } = row.reasons;
        if (template !== undefined) payments.set(paymentKey(row.userId, template), { xp: row.xpDelta, gold });
      }
      for (const [id, member] of membersAfter) members.set(id, member);
      for (const [key, stat] of statsAfter) stats.set(key, stat);
    },
    move(move: WindowMove): void {
      windows.set(move.key, moved(windows.all.get(move.key), move));
    },
    forgetBefore(before: number): void {
      horizon = before;
      for (const [key, window] of windows.all) if (isForgotten(key, window, before)) windows.delete(key);
    },
    /** What the batch changed, as it is after it. */
    changes: () => ({
      members: members.changed().map(([, member]) => member),
      stats: stats.changed().map(([, stat]) => stat),
      departures: departures.changed().map(([userId, departure]) => ({ userId, ...departure })),
      windows: windows.changed(),
    }),
  };
}

const isAboutAchievement = ({ reasons: { template, revoked, taken } }: JournalRow) =>
  template !== undefined || revoked !== undefined || taken !== undefined;

/** The reasons are text from here on: objects of a large batch outlive a collection. */
const written = (row: JournalRow): NewJournalRow => ({
  userId: row.userId,
  eventType: row.interaction,
  seasonId: row.seasonId,
  categoryId: row.categoryId,
  sourceSystem: row.sourceSystem,
  sourceEventId: row.sourceEventId,
  xpDelta: row.xpDelta,
  starDelta: row.starDelta,
  metadata: JSON.stringify(row.reasons),
  at: row.at,
});
