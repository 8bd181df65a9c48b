import { type ComponentChildren, createContext } from 'preact';
import { useCallback, useContext, useEffect, useState } from 'preact/hooks';

const SHOWN_MS = 5_000;
const context = createContext<(text: string) => void>(() => {});

/** Tells, at the foot of the window and to screen readers, what was done. */
export function SayProvider({ children }: { children: ComponentChildren }) {
  const [said, setSaid] = useState({ text: '', times: 0 });
  const say = useCallback((text: string) => setSaid(({ times }) => ({ text, times: times + 1 })), []);
  useEffect(() => {
    const timer = setTimeout(() => setSaid(({ times }) => ({ text: '', times })), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [said.times]);
  return (
    <context.Provider value={say}>
      {children}
      <div class="said" role="status">
        {said.text && <p key={said.times}>{said.text}</p>}
      </div>
    </context.Provider>
  );
}

export const useSay = () => useContext(context);
