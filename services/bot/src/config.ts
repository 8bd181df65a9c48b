import { communitySpec, databaseSpec, kind, natsSpec, variable } from '@synapse/runtime';

const discordSpec = {
  DISCORD_TOKEN: variable(kind.text(), {
    desc: "the bot's token, from the developer portal",
    example: 'MTA…',
    secret: true,
  }),
  DISCORD_API_URL: variable(kind.url(['http', 'https']), {
    desc: "the address of Discord's API, without its version",
    example: 'https://discord.com/api',
    default: 'https://discord.com/api',
  }),
};

/** What the service reads. */
export const botSpec = {
  ...natsSpec,
  ...databaseSpec,
  ...communitySpec,
  ...discordSpec,
  DISCORD_CDN_URL: variable(kind.url(['http', 'https']), {
    desc: 'where avatars on rank cards come from',
    example: 'https://cdn.discordapp.com',
    default: 'https://cdn.discordapp.com',
  }),
};
