import { type Command, SYSTEM_ACTOR } from '@synapse/contracts';
import { type CommandState, decideCommand, EMPTY_STATE, type Rules, statKey } from '@synapse/economy';
import { loadClosedSeasons, loadMembers, loadSeasonStats } from '@synapse/store';
import type { Admin } from '../changes/admin.js';

type MemberFigures = Record<'xp' | 'level' | 'gold', number>;

/** What an import would bring a member now. */
export interface Foreseen {
  /** `null`: nobody whom we know yet. */
  readonly name: string | null;
  readonly before: MemberFigures;
  readonly after: MemberFigures;
  /** Ids of achievement templates. */
  readonly achievements: readonly number[];
}

/** A member of a file, as their command will name them. */
export type ImportedMember = Pick<Command<'import_member'>['body'], 'xp' | 'level'> & { readonly id: bigint };

/**
 * What the engine will answer about the members of an import: decided by its own function, from what its tables hold now.
 * @param at the commands' time
 * @returns by member; those whom it leaves as they are are missing
 */
export async function foreseeImport(
  db: Admin['db'],
  { rules, at }: { rules: Rules; at: Date },
  members: readonly ImportedMember[],
): Promise<Map<bigint, Foreseen>> {
  const state = await stateOf(db, rules, at, members);
  const foreseen = new Map<bigint, Foreseen>();
  for (const { id, ...claim } of members) {
    const command: Command<'import_member'> = {
      id: String(id),
      issuer: 'admin',
      actor: BigInt(SYSTEM_ACTOR),
      at: at.getTime(),
      guildId: null,
      channelId: null,
      type: 'import_member',
      body: { member: String(id), ...claim },
    };
    const { outcome, rows } = decideCommand(rules, state, command);
    if (outcome.status !== 'applied') continue;
    const { name = null, xp = 0, level = 1, gold = 0 } = state.members.get(id) ?? {};
    const { totals } = outcome.result as { totals: MemberFigures };
    foreseen.set(id, {
      name,
      before: { xp, level, gold },
      after: { xp: totals.xp, level: totals.level, gold: totals.gold },
      achievements: rows.flatMap(({ reasons }) => reasons.template ?? []),
    });
  }
  return foreseen;
}

async function stateOf(
  db: Admin['db'],
  rules: Rules,
  at: Date,
  members: readonly ImportedMember[],
): Promise<CommandState> {
  const ids = members.map(({ id }) => id);
  const season = rules.seasonAt(at.getTime());
  const [rows, stats, closedSeasons] = await Promise.all([
    loadMembers(db, ids),
    loadSeasonStats(db, ids, season ? [season.id] : []),
    loadClosedSeasons(db),
  ]);
  return {
    ...EMPTY_STATE,
    members: new Map(rows.map((row) => [row.id, row])),
    stats: new Map(stats.map((stat) => [statKey(stat.userId, stat.seasonId), stat])),
    closedSeasons,
    quests: new Map(),
    payments: new Map(),
    leaders: new Map(),
    // Rows about somebody who is erased are dropped.
    isErased: () => false,
  };
}
