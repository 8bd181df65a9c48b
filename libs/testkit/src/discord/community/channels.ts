import { ChannelType } from 'discord-api-types/v10';
import type { Channel, ChannelKind } from '../world/world.js';

const AFK_NAME = 'Away';

/** Every category of the community with its channels: the name, and what kind it is where that is not text. */
const PLAN: [category: string, channels: [name: string, kind?: ChannelKind][]][] = [
  [
    'Welcome',
    [['announcements', ChannelType.GuildAnnouncement], ['rules'], ['introductions'], ['start-here']],
  ],
  ['Community', [['general'], ['off-topic'], ['photos'], ['pets'], ['food'], ['music'], ['memes']]],
  ['Development', [['help'], ['typescript'], ['databases'], ['code-review'], ['show-and-tell'], ['tools']]],
  ['Projects', [['roadmap'], ['design'], ['testing'], ['ideas', ChannelType.GuildForum]]],
  ['Learning', [['book-club'], ['study-group'], ['questions', ChannelType.GuildForum]]],
  [
    'Voice',
    [
      ['Lounge', ChannelType.GuildVoice],
      ['Pair Programming', ChannelType.GuildVoice],
      ['Gaming', ChannelType.GuildVoice],
      ['Focus Room', ChannelType.GuildVoice],
      ['Listening Party', ChannelType.GuildVoice],
      ['Town Hall', ChannelType.GuildStageVoice],
      [AFK_NAME, ChannelType.GuildVoice],
    ],
  ],
];

/** The channels of a community, categories first, and which of them is for members who are away. */
export function communityChannels(newId: () => string): { channels: Channel[]; afkChannelId: string } {
  const channels = PLAN.flatMap(([name, children], position) => {
    const category: Channel = {
      id: newId(),
      name,
      type: ChannelType.GuildCategory,
      parent_id: null,
      position,
    };
    return [
      category,
      ...children.map(([childName, type = ChannelType.GuildText], childPosition) => {
        return { id: newId(), name: childName, type, parent_id: category.id, position: childPosition };
      }),
    ];
  });
  const away = channels.find((channel) => channel.name === AFK_NAME);
  return { channels, afkChannelId: (away as Channel).id };
}
