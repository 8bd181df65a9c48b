import { type OpenPrismaClient, openPrisma, type Prisma } from '@synapse/store';
import type { Effects } from './effects.js';
import { steps } from './lean-writer.js';

/** An ordinary bot: Prisma, one interactive transaction a fact, ten at a time. It writes what {@link openLeanWriters} does. */
export function openPrismaWriter(url: string, atOnce: number) {
  const prisma = openPrisma(url, { maxConnections: atOnce });
  return {
    async write(effects: readonly Effects[]): Promise<void> {
      const queue = effects.values();
      const worker = async () => {
        for (const each of queue) await untilCommitted(prisma, each);
      };
      await Promise.all(Array.from({ length: atOnce }, worker));
    },
    close: prisma.close,
  };
}

/** A deadlock, or somebody else who added the same row first. */
const AGAIN = new Set(['P2034', 'P2002', 'P2010']);

async function untilCommitted(prisma: OpenPrismaClient, effects: Effects): Promise<void> {
  for (;;) {
    try {
      return await prisma.$transaction((tx) => writeOne(tx, effects), { timeout: 30_000, maxWait: 30_000 });
    } catch (error) {
      const { code, cause } = error as { code?: string; cause?: { kind?: string } };
      if (!AGAIN.has(code ?? '') && cause?.kind !== 'TransactionWriteConflict') throw error;
    }
  }
}

async function writeOne(tx: Prisma.TransactionClient, { fact, counted, rows, members, stats }: Effects) {
  const { guildId, userId, type: eventType, channelId, targetId, payload, id: sourceId, at } = fact;
  const { id: lakeId } = await tx.eventLake.create({
    data: { guildId, userId, eventType, channelId, targetId, payload, sourceId, timestamp: new Date(at) },
  });
  await tx.eventLakeSource.create({ data: { sourceId, lakeId } });
  for (const { categoryId, period } of counted) {
    const key = { userId, eventType, categoryId, period };
    await tx.eventCounter.upsert({
      where: { userId_eventType_categoryId_period: key },
      create: { ...key, count: 1n },
      update: { count: { increment: 1n } },
    });
  }
  for (const { before, after } of members) {
    const { id, name, avatar, level } = after;
    const xp = after.xp - (before?.xp ?? 0);
    const gold = after.gold - (before?.gold ?? 0);
    await tx.user.upsert({
      where: { id },
      create: { id, discordName: name, discordAvatarHash: avatar, xp, level, gold },
      update: { xp: { increment: xp }, gold: { increment: gold }, level },
    });
    const stars = after.stars - (before?.stars ?? 0);
    const counted = counters(before, after);
    await tx.memberTotal.upsert({
      where: { userId: id },
      create: { userId: id, stars, ...counted },
      update: { stars: { increment: stars }, ...increments(counted) },
    });
  }
  for (const { before, after } of stats) {
    const { userId, seasonId } = after;
    const seasonStars = after.seasonStars - (before?.seasonStars ?? 0);
    const counted = counters(before, after);
    await tx.userStat.upsert({
      where: { userId_seasonId: { userId, seasonId } },
      create: { userId, seasonId, seasonStars, ...counted },
      update: { seasonStars: { increment: seasonStars }, ...increments(counted) },
    });
  }
  for (const { interaction, reasons, at, ...row } of rows) {
    await tx.activityLog.create({
      data: { ...row, eventType: interaction, metadata: { ...reasons } as object, timestamp: new Date(at) },
    });
  }
}

type Counted = Parameters<typeof steps>[1];

function counters(before: Counted | undefined, after: Counted) {
  const [messagesSent = 0, reactionsGiven = 0, reactionsReceived = 0, threadsCreated = 0, voiceMinutes = 0] =
    steps(before, after);
  return { messagesSent, reactionsGiven, reactionsReceived, threadsCreated, voiceMinutes };
}

const increments = (counted: ReturnType<typeof counters>) =>
  Object.fromEntries(Object.entries(counted).map(([name, by]) => [name, { increment: by }]));
