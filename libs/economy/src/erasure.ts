import type { Command, Fact } from '@synapse/contracts';

/**
 * Tells whether a member was erased at a moment or after it: what they did up to then is forgotten.
 * @param at milliseconds since the Unix epoch
 */
export type IsErased = (member: bigint, at: number) => boolean;

/** A fact as erasures leave it: `null` when its member was erased since, else without the side of whoever was. */
export function withoutErased(fact: Fact, isErased: IsErased): Fact | null {
  const { userId, targetId, at } = fact;
  if (userId !== null && isErased(userId, at)) return null;
  const replyTo = fact.type === 'message_create' ? fact.payload.reply_to_user_id : null;
  const losesTarget = targetId !== null && isErased(targetId, at);
  const losesReply = replyTo !== null && isErased(BigInt(replyTo), at);
  if (!losesTarget && !losesReply) return fact;
  return {
    ...fact,
    ...(losesTarget && { targetId: null }),
    ...(losesReply && { payload: { ...fact.payload, reply_to_user_id: null } }),
  } as Fact;
}

/** Tells whether a command is from, or about, somebody who was erased since it was sent. */
export function concernsErased({ actor, at, body }: Command, isErased: IsErased): boolean {
  const about = 'member' in body && body.member !== undefined ? BigInt(body.member) : null;
  return isErased(actor, at) || (about !== null && isErased(about, at));
}

/** Whom a command erases: a bot its caller, an admin whom it names; `null` when it erases nobody. */
export function whomErases({ type, issuer, actor, body }: Command): bigint | null {
  if (type !== 'erase_member') return null;
  const named = body.member === undefined ? null : BigInt(body.member);
  if (issuer === 'admin') return named;
  return actor !== 0n && (named === null || named === actor) ? actor : null;
}
