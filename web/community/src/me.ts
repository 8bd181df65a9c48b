import { useCallback, useEffect, useState } from 'preact/hooks';

const KEY = 'me';
const CHANGED = 'me-changed';

function stored(): string | undefined {
  try {
    const id = localStorage.getItem(KEY);
    return id !== null && /^\d{1,19}$/.test(id) ? id : undefined;
  } catch {
    return undefined;
  }
}

/** Who the reader said to be, so that boards can point them out: kept in this browser, told to nobody. */
export function useMe(): [me: string | undefined, setMe: (id: string | undefined) => void] {
  const [me, setState] = useState(stored);
  useEffect(() => {
    const look = () => setState(stored());
    addEventListener(CHANGED, look);
    return () => removeEventListener(CHANGED, look);
  }, []);
  const setMe = useCallback((id: string | undefined) => {
    try {
      if (id === undefined) localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, id);
    } catch {
      // A browser that keeps nothing forgets it.
    }
    dispatchEvent(new Event(CHANGED));
  }, []);
  return [me, setMe];
}
