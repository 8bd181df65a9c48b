import type { GuildDocument } from '@synapse/contracts';
import { Loading, useRead } from '@synapse/web-kit';
import { type ComponentChildren, createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { reads } from './reads.js';

const context = createContext<{ guilds: readonly GuildDocument[]; again: () => void }>({
  guilds: [],
  again: () => {},
});

/** Reads the guilds, whose channels and roles forms name. */
export function GuildsProvider({ children }: { children: ComponentChildren }) {
  const { answer, error, refresh: again } = useRead(reads.guilds, 300);
  if (!answer && !error) return <Loading lines={6} />;
  return <context.Provider value={{ guilds: answer?.items ?? [], again }}>{children}</context.Provider>;
}

export const useGuilds = () => useContext(context).guilds;
/** What reads the guilds again. */
export const useGuildsAgain = () => useContext(context).again;

/** Discord's number of the kind of channel that is a heading for others. */
const HEADING = 4;

/** The channels of a guild below the headings they stand under in Discord. */
export function headed({ channels }: GuildDocument) {
  const open = channels.filter(({ type }) => type !== HEADING);
  const headings = channels.filter(({ type }) => type === HEADING);
  const known = new Set(headings.map(({ id }) => id));
  const groups = headings.map(({ id, name }) => ({
    name,
    channels: open.filter(({ parent_id }) => parent_id === id),
  }));
  const rest = open.filter(({ parent_id }) => parent_id === null || !known.has(parent_id));
  return [{ name: 'Without a heading', channels: rest }, ...groups].filter(
    ({ channels: some }) => some.length > 0,
  );
}
