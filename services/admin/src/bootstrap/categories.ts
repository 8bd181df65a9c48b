import { isDeepStrictEqual } from 'node:util';
import type { Payload } from '@synapse/contracts';
import { audit, THE_SYSTEM, type Transaction } from '../audit.js';

type Structure = Payload<'guild_structure'>;
type Channel = Structure['channels'][number];
type OwnCategory = { id: number; name: string };

/** Source: Discord's API reference, "Channel Types". */
const DISCORD_CATEGORY = 4;
const GENERAL = 'General';
const NAME_LENGTH = 100;

/** What becomes of a channel that was mapped once and is no longer: an admin took it out. */
export type Unmapped = 'map' | 'leave';

/**
 * Makes one category of every Discord category of a guild and maps its channels; follows renames, moves and deletions.
 * What an admin renamed or mapped stays (rules of the economy, section 9).
 */
export async function followStructure(
  tx: Transaction,
  guildId: bigint,
  structure: Structure,
  unmapped: Unmapped,
): Promise<void> {
  const before = await snapshot(tx, guildId);
  const categories = await followCategories(tx, guildId, structure);
  await followChannels(tx, guildId, structure, { ...categories, unmapped });
  await forgetDeleted(tx, guildId, structure);
  await auditDifferences(tx, before, await snapshot(tx, guildId));
}

interface Categories {
  ofDiscordCategory: ReadonlyMap<string, number>;
  fallback: number | null;
}

async function followCategories(
  tx: Transaction,
  guildId: bigint,
  { channels }: Structure,
): Promise<Categories> {
  const own: OwnCategory[] = await tx.category.findMany({ where: { guildId }, orderBy: { id: 'asc' } });
  const ofDiscordCategory = new Map<string, number>();
  for (const discord of channels.filter(isDiscordCategory)) {
    const category = await followCategory(tx, guildId, discord, own);
    ofDiscordCategory.set(discord.id, category.id);
  }
  if (own.length === 0) own.push(await createCategory(tx, guildId, GENERAL));
  return { ofDiscordCategory, fallback: (byName(own, GENERAL) ?? own[0])?.id ?? null };
}

async function followCategory(
  tx: Transaction,
  guildId: bigint,
  discord: Channel,
  own: OwnCategory[],
): Promise<OwnCategory> {
  const name = nameOf(discord);
  const followed = await tx.followedChannel.findUnique({ where: { channelId: BigInt(discord.id) } });
  const known = own.find(({ id }) => id === followed?.categoryId);
  if (known) {
    const isAsDiscordCalledIt = followed?.name === null || followed?.name === known.name;
    const others = own.filter((other) => other !== known);
    if (known.name !== name && isAsDiscordCalledIt && !byName(others, name)) {
      await tx.category.update({ where: { id: known.id }, data: { name } });
      await follow(tx, guildId, discord, known.id);
      known.name = name;
    }
    return known;
  }
  const category = byName(own, name) ?? (await createCategory(tx, guildId, name));
  if (!own.includes(category)) own.push(category);
  await follow(tx, guildId, discord, category.id);
  return category;
}

async function followChannels(
  tx: Transaction,
  guildId: bigint,
  { channels }: Structure,
  { ofDiscordCategory, fallback, unmapped }: Categories & { unmapped: Unmapped },
): Promise<void> {
  for (const channel of channels.filter((any) => !isDiscordCategory(any))) {
    const target = (channel.parent_id && ofDiscordCategory.get(channel.parent_id)) || fallback;
    if (target !== null) await mapChannel(tx, guildId, channel, { target, unmapped });
  }
}

async function mapChannel(
  tx: Transaction,
  guildId: bigint,
  channel: Channel,
  { target, unmapped }: { target: number; unmapped: Unmapped },
): Promise<void> {
  const channelId = BigInt(channel.id);
  const mapped = await tx.categoryChannel.findMany({ where: { channelId, category: { guildId } } });
  const followed = await tx.followedChannel.findUnique({ where: { channelId } });
  const isOurs = mapped.length === 1 && mapped[0]?.categoryId === followed?.categoryId;
  const isInPlace = followed?.categoryId === target;
  if (mapped.length > 0 ? !isOurs || isInPlace : isInPlace && unmapped === 'leave') return;
  await tx.categoryChannel.deleteMany({ where: { channelId, category: { guildId } } });
  await tx.categoryChannel.create({ data: { channelId, categoryId: target } });
  await follow(tx, guildId, channel, target);
}

async function forgetDeleted(tx: Transaction, guildId: bigint, { channels }: Structure): Promise<void> {
  const present = channels.map(({ id }) => BigInt(id));
  const gone = await tx.followedChannel.findMany({ where: { guildId, channelId: { notIn: present } } });
  for (const { channelId, categoryId } of gone) {
    await tx.categoryChannel.deleteMany({ where: { channelId, categoryId } });
    await tx.followedChannel.delete({ where: { channelId } });
  }
}

function follow(tx: Transaction, guildId: bigint, channel: Channel, categoryId: number) {
  const channelId = BigInt(channel.id);
  const name = nameOf(channel);
  return tx.followedChannel.upsert({
    where: { channelId },
    create: { channelId, guildId, categoryId, name },
    update: { categoryId, name },
  });
}

const createCategory = (tx: Transaction, guildId: bigint, name: string): Promise<OwnCategory> =>
  tx.category.create({ data: { guildId, name, createdBy: THE_SYSTEM } });

/** Cut between characters: half of one is nothing that PostgreSQL stores. */
const nameOf = ({ name }: Channel) => [...name].slice(0, NAME_LENGTH).join('');

const isDiscordCategory = ({ type }: Channel) => type === DISCORD_CATEGORY;

const byName = (categories: readonly OwnCategory[], name: string) =>
  categories.find((category) => category.name.toLowerCase() === name.toLowerCase());

type Snapshot = Map<number, { name: string; channels: string[] }>;

async function snapshot(tx: Transaction, guildId: bigint): Promise<Snapshot> {
  const rows = await tx.category.findMany({
    where: { guildId },
    include: { channels: { orderBy: { channelId: 'asc' } } },
    orderBy: { id: 'asc' },
  });
  return new Map(
    rows.map(({ id, name, channels }) => [
      id,
      { name, channels: channels.map(({ channelId }) => String(channelId)) },
    ]),
  );
}

async function auditDifferences(tx: Transaction, before: Snapshot, after: Snapshot): Promise<void> {
  for (const [id, now] of after) {
    const was = before.get(id);
    if (isDeepStrictEqual(was, now)) continue;
    await audit(tx, {
      action: was ? 'UPDATE' : 'CREATE',
      table: 'categories',
      id,
      ...(was && { before: was }),
      after: now,
      reason: 'Follows the guild’s structure on Discord.',
    });
  }
}
