import type { AdminSession } from '@synapse/contracts';
import { useRead } from '@synapse/web-kit';
import { type ComponentChildren, createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { reads } from './reads.js';
import { send } from './send.js';

const context = createContext<{ session: AdminSession; signOut: () => void } | undefined>(undefined);

interface SessionProviderProps {
  /** What is shown instead while nobody is known to be signed in. */
  entrance: (state: 'reading' | 'signed out', trouble: string | undefined) => ComponentChildren;
  children: ComponentChildren;
}

/** Shows what is inside to who is signed in, and to nobody else. */
export function SessionProvider({ entrance, children }: SessionProviderProps) {
  const { answer: session, error } = useRead(reads.session);
  if (!session) {
    const isOut = error?.status === 401 || error?.status === 403;
    const trouble = error && error.status !== 401 ? error.message : undefined;
    return <>{entrance(isOut ? 'signed out' : 'reading', trouble)}</>;
  }
  const signOut = async () => {
    await send('DELETE', reads.session, session).catch(() => {});
    location.assign('/');
  };
  return <context.Provider value={{ session, signOut }}>{children}</context.Provider>;
}

/** @throws outside of {@link SessionProvider} */
export function useSession() {
  const found = useContext(context);
  if (!found) throw new Error('Nobody is known to be signed in here.');
  return found;
}
