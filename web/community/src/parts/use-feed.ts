import type { RewardEvent } from '@synapse/contracts';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { digest, isFeat, isTold, type Told } from './feed-lines.js';

const SHOWN = 60;
const WAITING = 200;
const FLUSH_MS = 450;
const GRANTS_A_FLUSH = 5;
const SPEAK_MS = 10_000;

/**
 * Collects events into a feed that somebody can read. A lively community earns faster than that: level-ups and other
 * feats are all shown, of the rest the latest few of each half second. Who listens gets a digest.
 */
export function useFeed(isPaused: boolean) {
  const [shown, setShown] = useState<readonly Told[]>([]);
  const [spoken, setSpoken] = useState('');
  const waiting = useRef<Told[]>([]);
  const unspoken = useRef<Told[]>([]);

  useEffect(() => {
    if (isPaused) return;
    const timer = setInterval(() => {
      if (document.hidden || waiting.current.length === 0) return;
      const fresh = waiting.current;
      waiting.current = [];
      setShown((was) => {
        if (was.length > 0) unspoken.current.push(...fresh);
        return [...(was.length > 0 ? readable(fresh) : fresh).reverse(), ...was].slice(0, SHOWN);
      });
    }, FLUSH_MS);
    return () => clearInterval(timer);
  }, [isPaused]);

  useEffect(() => {
    const timer = setInterval(() => {
      if (unspoken.current.length > 0) setSpoken(digest(unspoken.current));
      unspoken.current = [];
    }, SPEAK_MS);
    return () => clearInterval(timer);
  }, []);

  const take = useCallback((event: RewardEvent) => {
    if (event.kind === 'member_erased') {
      const others = ({ member }: Told) => member.id !== event.member_id;
      waiting.current = waiting.current.filter(others);
      unspoken.current = unspoken.current.filter(others);
      setShown((was) => was.filter(others));
    } else if (isTold(event)) {
      waiting.current.push(event);
      if (waiting.current.length > WAITING) waiting.current.shift();
    }
  }, []);

  return { shown, spoken, take };
}

function readable(events: readonly Told[]): Told[] {
  const daily = events.filter((event) => !isFeat(event));
  const skipped = new Set(daily.slice(0, -GRANTS_A_FLUSH));
  return events.filter((event) => !skipped.has(event));
}
