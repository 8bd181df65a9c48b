import { type Static, Type } from '@sinclair/typebox';
import type { MemberDocument } from '@synapse/contracts';
import type { Transaction } from '../audit.js';
import { DEFAULT_LIMIT, DiscordId, Limit } from '../http/ids.js';

export const MemberSearch = Type.Object({
  search: Type.Optional(Type.String({ maxLength: 100, description: 'A part of the name, or the id.' })),
  after: Type.Optional(DiscordId),
  limit: Limit,
});

/** Members by id; `next` is what `after` is to be for the next page. */
export async function searchMembers(tx: Transaction, { search, after, limit }: Static<typeof MemberSearch>) {
  const take = Number(limit ?? DEFAULT_LIMIT);
  const isId = search !== undefined && new RegExp(DiscordId.pattern ?? '').test(search);
  const rows = await tx.user.findMany({
    where: {
      ...(after !== undefined && { id: { gt: BigInt(after) } }),
      ...(search !== undefined && {
        OR: [
          { discordName: { contains: search, mode: 'insensitive' } },
          ...(isId ? [{ id: BigInt(search) }] : []),
        ],
      }),
    },
    orderBy: { id: 'asc' },
    take: take + 1,
    include: { achievements: { include: { template: true }, orderBy: { achievementId: 'asc' } } },
  });
  const members = rows.slice(0, take).map(toDocument);
  return { members, next: rows.length > take ? (members.at(-1)?.id ?? null) : null };
}

export async function readMember(tx: Transaction, id: string): Promise<MemberDocument | null> {
  const row = await tx.user.findUnique({
    where: { id: BigInt(id) },
    include: { achievements: { include: { template: true }, orderBy: { achievementId: 'asc' } } },
  });
  return row && toDocument(row);
}

const rowWith = (tx: Transaction) =>
  tx.user.findFirstOrThrow({ include: { achievements: { include: { template: true } } } });

const toDocument = (row: Awaited<ReturnType<typeof rowWith>>): MemberDocument => ({
  id: String(row.id),
  name: row.discordName,
  avatar: row.discordAvatarHash,
  github_username: row.githubUsername,
  xp: row.xp,
  level: row.level,
  gold: row.gold,
  first_seen: row.createdAt.toISOString(),
  achievements: row.achievements.map(({ achievementId, template, earnedAt, grantedBy }) => ({
    id: String(achievementId),
    name: template.name,
    earned_at: earnedAt.toISOString(),
    granted_by: grantedBy === null ? null : String(grantedBy),
  })),
});
