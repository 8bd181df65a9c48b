import type { Overview } from '@synapse/contracts';
import { type Reading, useRead } from '@synapse/web-kit';
import { type ComponentChildren, createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { reads } from './reads.js';

/** How the community calls itself and its figures, and its figures as a whole. */
export interface Community {
  title: string;
  subtitle: string | undefined;
  currency: Overview['currency'];
  overview: Reading<Overview>;
}

const EVERY_MS = 2_500;
const NAMELESS = { title: 'Synapse', subtitle: undefined, currency: { primary: 'XP', secondary: 'Gold' } };
const context = createContext<Community | undefined>(undefined);

/** Reads what every page names. */
export function CommunityProvider({ children }: { children: ComponentChildren }) {
  const overview = useRead(reads.overview, EVERY_MS);
  const { title, subtitle, currency } = overview.answer ?? NAMELESS;
  return <context.Provider value={{ title, subtitle, currency, overview }}>{children}</context.Provider>;
}

/** @throws outside of {@link CommunityProvider} */
export function useCommunity(): Community {
  const community = useContext(context);
  if (!community) throw new Error('This part stands outside of the community.');
  return community;
}
