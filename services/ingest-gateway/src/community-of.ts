/** Where facts of a guild belong. A deployment serves one community, and every guild is in it. */
export const communityOf =
  (community: string) =>
  (_guildId: string): string =>
    community;
