import { isDeepStrictEqual } from 'node:util';
import { type Bus, publishFrame } from '@synapse/bus';
import {
  checkRuleSet,
  configSubject,
  encodeRuleSet,
  isSettingKey,
  RULE_SET_FORM,
  type RuleSet,
  readRuleSet,
  SEMANTICS,
} from '@synapse/contracts';
import type { OpenPrismaClient, Prisma } from '@synapse/store';
import type { Transaction } from './audit.js';
import { oneAtATime } from './one-at-a-time.js';

/**
 * Lays the rules as the tables have them now as a new version, unless they are what the last version says already.
 * @returns the version in force once it is in the log
 * @throws RuleSetError when the tables hold something that no rule set may say
 */
export async function layRuleSet(tx: Transaction, community: string, now: Date): Promise<number> {
  const last = await tx.ruleSet.findFirst({ where: { community }, orderBy: { version: 'desc' } });
  const version = (last?.version ?? 0) + 1;
  const ruleSet = checkRuleSet({ ...(await assemble(tx, community)), version, at: now.toISOString() });
  if (last && saysTheSame(readRuleSet(last.body), ruleSet)) return last.version;
  await tx.ruleSet.create({
    data: { community, version, body: ruleSet as unknown as Prisma.InputJsonObject },
  });
  return version;
}

/** Changes the tables with nobody asking for it, and lays the rules they make: their version. */
export const changeBySystem = (
  prisma: OpenPrismaClient,
  { community, now }: { community: string; now: Date },
  change: (tx: Transaction) => Promise<unknown>,
): Promise<number> =>
  prisma.$transaction(
    async (tx) => {
      await oneAtATime(tx, community);
      await change(tx);
      return layRuleSet(tx, community, now);
    },
    { timeout: 60_000, maxWait: 10_000 },
  );

/** Publishes, oldest first, the versions that are committed and not yet in the log. */
export async function publishRuleSets(prisma: OpenPrismaClient, bus: Bus, community: string): Promise<void> {
  const waiting = await prisma.ruleSet.findMany({
    where: { community, logSequence: null },
    orderBy: { version: 'asc' },
  });
  for (const { version, body } of waiting) {
    const { sequence } = await publishFrame(bus, {
      subject: configSubject(community),
      id: `config:${community}:${version}`,
      body: encodeRuleSet(readRuleSet(body)),
    });
    await prisma.ruleSet.update({
      where: { community_version: { community, version } },
      data: { logSequence: sequence },
    });
  }
}

const saysTheSame = (one: RuleSet, other: RuleSet): boolean =>
  isDeepStrictEqual({ ...one, version: 0, at: '' }, { ...other, version: 0, at: '' });

async function assemble(tx: Transaction, community: string): Promise<Omit<RuleSet, 'version' | 'at'>> {
  return {
    v: RULE_SET_FORM,
    community,
    semantics: SEMANTICS,
    settings: await settings(tx),
    categories: await categories(tx),
    seasons: await seasons(tx),
    templates: await templates(tx),
    quests: await quests(tx),
  };
}

async function settings(tx: Transaction): Promise<RuleSet['settings']> {
  const rows = await tx.setting.findMany({ orderBy: { key: 'asc' } });
  const registered = rows.filter(({ key }) => isSettingKey(key.split(':')[0] ?? ''));
  return Object.fromEntries(registered.map(({ key, valueJson }) => [key, JSON.parse(valueJson)]));
}

async function categories(tx: Transaction): Promise<RuleSet['categories']> {
  const rows = await tx.category.findMany({
    orderBy: { id: 'asc' },
    include: { channels: { orderBy: { channelId: 'asc' } }, multipliers: { orderBy: { id: 'asc' } } },
  });
  return rows.map(({ id, guildId, name, active, channels, multipliers }) => ({
    id,
    guild_id: String(guildId),
    name,
    active,
    channels: channels.map(({ channelId }) => String(channelId)),
    multipliers: multipliers.map(({ interactionType, xpMultiplier, starMultiplier }) => ({
      interaction_type:
        interactionType as RuleSet['categories'][number]['multipliers'][number]['interaction_type'],
      xp_multiplier: xpMultiplier,
      star_multiplier: starMultiplier,
    })),
  }));
}

async function seasons(tx: Transaction): Promise<RuleSet['seasons']> {
  const rows = await tx.season.findMany({ orderBy: { id: 'asc' } });
  return rows.map(({ id, guildId, name, startsAt, endsAt, active }) => ({
    id,
    guild_id: String(guildId),
    name,
    starts_at: startsAt.toISOString(),
    ends_at: endsAt.toISOString(),
    active,
  }));
}

async function templates(tx: Transaction): Promise<RuleSet['templates']> {
  const rows = await tx.achievementTemplate.findMany({ orderBy: { id: 'asc' } });
  return rows.map((row) => ({
    id: row.id,
    guild_id: String(row.guildId),
    name: row.name,
    category: row.category,
    requirement_type: row.requirementType as RuleSet['templates'][number]['requirement_type'],
    requirement_scope: row.requirementScope as RuleSet['templates'][number]['requirement_scope'],
    requirement_field: row.requirementField as RuleSet['templates'][number]['requirement_field'],
    requirement_value: row.requirementValue,
    xp_reward: row.xpReward,
    gold_reward: row.goldReward,
    rarity: row.rarity as RuleSet['templates'][number]['rarity'],
    announce_channel_id: row.announceChannelId === null ? null : String(row.announceChannelId),
    active: row.active,
  }));
}

async function quests(tx: Transaction): Promise<RuleSet['quests']> {
  const rows = await tx.quest.findMany({ orderBy: { id: 'asc' } });
  return rows.map(({ id, guildId, title, xpReward, goldReward, active }) => ({
    id,
    guild_id: String(guildId),
    title,
    xp_reward: xpReward,
    gold_reward: goldReward,
    active,
  }));
}
