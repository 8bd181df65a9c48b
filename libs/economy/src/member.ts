import type { Counter, Fact } from '@synapse/contracts';

/** A member's figures, and how to call them. */
export interface Member extends Readonly<Record<Counter, number>> {
  readonly id: bigint;
  readonly name: string;
  readonly avatar: string | null;
  readonly xp: number;
  readonly level: number;
  readonly gold: number;
  readonly stars: number;
  /** Ids of the achievement templates earned. */
  readonly earned: ReadonlySet<number>;
  /** Ids of those an admin took back: only a grant brings them again. */
  readonly revoked: ReadonlySet<number>;
  /** Times of the first and the last fact that touched the member, in milliseconds since the Unix epoch. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** Display names are cut to the column. */
const NAME_LENGTH = 100;

const NONE: ReadonlySet<number> = new Set();

/** A member nobody has heard of: at zero, and called by the id. */
export const newMember = (id: bigint, at: number): Member => ({
  id,
  name: String(id),
  avatar: null,
  xp: 0,
  level: 1,
  gold: 0,
  stars: 0,
  earned: NONE,
  revoked: NONE,
  messages_sent: 0,
  reactions_given: 0,
  reactions_received: 0,
  threads_created: 0,
  voice_minutes: 0,
  createdAt: at,
  updatedAt: at,
});

/** No more characters than the column holds: what has no more halves of them needs no counting. */
const cut = (name: string): string =>
  name.length <= NAME_LENGTH ? name : [...name].slice(0, NAME_LENGTH).join('');

/** The member as the fact calls them: the last name in the log wins. */
export function introduced(member: Member, { actor, at }: Pick<Fact, 'actor' | 'at'>): Member {
  if (!actor) return member;
  const name = cut(actor.name);
  if (name === '' || (name === member.name && actor.avatar === member.avatar)) return member;
  return { ...member, name, avatar: actor.avatar, updatedAt: at };
}
