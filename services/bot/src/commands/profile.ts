import type { MemberProfile } from '@synapse/contracts';
import { AttachmentBuilder, EmbedBuilder, SlashCommandBuilder } from 'discord.js';
import { orNone } from '../ask/ask.js';
import type { Bot } from '../bot.js';
import { isPrintable } from '../card/card-text.js';
import { Refused } from '../interactions/refused.js';
import type { Reply } from '../interactions/reply.js';
import type { BotCommand } from './command.js';
import { ACCENT, figure, plain } from './words.js';

/** A member’s figures, as a picture. */
export const profile: BotCommand = {
  definition: new SlashCommandBuilder()
    .setName('profile')
    .setDescription('A rank card: level, progress, rank, stars, gold and achievements')
    .addUserOption((option) => option.setName('member').setDescription('Whose; your own unless given'))
    .toJSON(),
  isPrivate: false,
  async run(bot, asked) {
    const user = asked.options.getUser('member') ?? asked.user;
    return showProfile(bot, user.id, user.id === asked.user.id);
  },
};

async function showProfile(bot: Bot, id: string, isOwn: boolean): Promise<Reply> {
  const found = await orNone(bot.ask('getMember', { id }));
  if (!found) {
    throw new Refused(
      isOwn ? 'Nothing is known of you yet: say something first.' : 'Nothing is known of this member yet.',
    );
  }
  const [earned, { currency, members }] = await Promise.all([
    bot.ask('listMemberAchievements', { id }),
    bot.ask('getOverview', {}),
  ]);
  const card = { profile: found, achievements: earned.earned.length, members, currency };
  const picture = await bot.drawCard(card);
  if (!picture) return { embeds: [inText(found, earned.earned.length, currency)] };
  return {
    // Discord shows what the card's fonts lack.
    ...(!isPrintable(found.name) && { content: `**${plain(found.name)}**` }),
    files: [new AttachmentBuilder(picture, { name: 'rank-card.png', description: described(found) })],
  };
}

const described = ({ name, level, xp, ranks }: MemberProfile) =>
  `${name}: level ${level}, ${figure(xp)} XP, ${ranks.xp ? `rank ${ranks.xp}` : 'not ranked yet'}`;

function inText(
  { name, level, xp, next_level: next, ranks, stars, gold }: MemberProfile,
  achievements: number,
  { primary, secondary }: { primary: string; secondary: string },
): EmbedBuilder {
  const progress = next.at === null ? figure(xp) : `${figure(xp)} of ${figure(next.at)}`;
  return new EmbedBuilder()
    .setColor(ACCENT)
    .setTitle(plain(name))
    .addFields(
      { name: 'Level', value: figure(level), inline: true },
      { name: primary, value: progress, inline: true },
      { name: 'Rank', value: ranks.xp ? `#${figure(ranks.xp)}` : '–', inline: true },
      { name: 'Stars', value: figure(stars), inline: true },
      { name: secondary, value: figure(gold), inline: true },
      { name: 'Achievements', value: figure(achievements), inline: true },
    );
}
