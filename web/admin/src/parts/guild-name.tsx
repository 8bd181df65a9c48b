import { useGuilds } from '../guilds.js';

/** What a guild is called; its id while that is not known. */
export const GuildName = ({ id }: { id: string }) => (
  <bdi>{useGuilds().find((guild) => guild.id === id)?.name ?? id}</bdi>
);
