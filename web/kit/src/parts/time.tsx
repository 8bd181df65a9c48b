import { useEffect, useState } from 'preact/hooks';
import { moment, since } from '../format.js';

const EVERY_MS = 10_000;

/** How long ago something was; the whole moment when one points at it. */
export function Time({ at }: { at: string }) {
  const [, again] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => again((times) => times + 1), EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <time dateTime={at} title={moment(at)}>
      {since(at)}
    </time>
  );
}
