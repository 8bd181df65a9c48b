import type { AnnouncementRow } from '@synapse/store';
import type { APIEmbed, RESTPostAPIChannelMessageJSONBody } from 'discord.js';
import { ACCENT, figure, plain, RARITY_COLOURS } from '../commands/words.js';
import type { Told } from './told.js';

/** What one message of Discord may say; with room for the footer. */
const LONGEST = 3_800;

type Row = AnnouncementRow<Told>;

/**
 * What the next message of a channel tells: one announcement by itself, or several once the messages that are left cannot tell
 * the others so.
 * @param rows what waits, the oldest first
 * @param slots messages that may be sent within the minute, one at least
 */
export function nextTogether(rows: readonly Row[], slots: number): readonly Row[] {
  const others = rows.slice(slots - 1);
  const isCrowded = others.length > 1 && (slots === 1 || countThatFits(others) < others.length);
  return rows.slice(0, isCrowded ? countThatFits(rows) : 1);
}

/** How many of the announcements fit into one message. One at least. */
function countThatFits(rows: readonly Row[]): number {
  let length = 0;
  for (const [index, row] of rows.entries()) {
    length += lineOf(row).length + 1;
    if (length > LONGEST && index > 0) return index;
  }
  return rows.length;
}

/**
 * The message that tells announcements: one by itself, several as a digest with a line each. Its id is its nonce, which Discord
 * makes one message of, and stands below the text, where it is found once the nonce is forgotten.
 */
export function messageOf(id: string, rows: readonly Row[]): RESTPostAPIChannelMessageJSONBody {
  const [first] = rows;
  const embed = rows.length === 1 && first ? single(first) : digest(rows);
  return {
    embeds: [{ ...embed, footer: { text: id } }],
    nonce: id,
    enforce_nonce: true,
    allowed_mentions: { parse: [] },
  };
}

const single = (row: Row): APIEmbed => ({ color: colourOf(row.told), description: lineOf(row) });

const digest = (rows: readonly Row[]): APIEmbed => ({
  color: ACCENT,
  title: `${figure(rows.length)} things happened`,
  description: rows.map(lineOf).join('\n'),
});

const colourOf = (told: Told): number => {
  if (told.kind === 'achievement') return RARITY_COLOURS[told.rarity] ?? ACCENT;
  return told.kind === 'levels' ? ACCENT : 0xf6c445;
};

function lineOf({ memberId, told }: Row): string {
  const who = memberId === null ? '' : `<@${memberId}>`;
  switch (told.kind) {
    case 'levels':
      return `🎉 ${who} reached **level ${figure(Math.max(...told.levels))}**${paid({ gold: told.gold })}`;
    case 'achievement':
      return `🏅 ${who} earned **${plain(told.title)}** (${told.rarity})${paid(told)}`;
    case 'award':
      return `🎁 ${who} was given${paid(told, ' ')}: ${plain(told.reason)}`;
    case 'season':
      return `🏁 **${plain(told.title)}** is over.${podium(told.first)}`;
  }
}

function paid({ xp = 0, gold }: { xp?: number; gold: number }, before = ': '): string {
  const parts = [xp > 0 && `${figure(xp)} XP`, gold > 0 && `${figure(gold)} gold`].filter(Boolean);
  return parts.length > 0 ? `${before}${before === ': ' ? '+' : ''}${parts.join(' and ')}` : '';
}

const MEDALS = ['🥇', '🥈', '🥉'];

const podium = (first: Extract<Told, { kind: 'season' }>['first']) =>
  first.map(({ id, stars }, index) => `\n${MEDALS[index]} <@${id}> with ${figure(stars)} stars`).join('');
