import { useEffect, useRef } from 'preact/hooks';
import { figure } from '../format.js';

const DURATION_MS = 900;
const isCalm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

interface TickingProps {
  value: number;
  format?: (value: number) => string;
}

/** A number that runs to its new value, and shines when it grew. */
export function Ticking({ value, format = figure }: TickingProps) {
  const place = useRef<HTMLSpanElement>(null);
  const shown = useRef(value);
  useEffect(() => {
    const from = shown.current;
    shown.current = value;
    const span = place.current as HTMLSpanElement;
    if (from === value || isCalm() || document.hidden) return;
    if (value > from) shine(span);
    return run(from, value, (between) => {
      span.textContent = format(between);
    });
  }, [value, format]);
  return <span ref={place}>{format(value)}</span>;
}

/** Calls `show` with what lies between, until the end; returns what stops it. */
function run(from: number, to: number, show: (between: number) => void): () => void {
  const began = performance.now();
  let frame = requestAnimationFrame(function step(now) {
    const part = Math.min(1, Math.max(0, (now - began) / DURATION_MS));
    show(Math.round(from + (to - from) * (1 - (1 - part) ** 3)));
    if (part < 1) frame = requestAnimationFrame(step);
  });
  return () => {
    cancelAnimationFrame(frame);
    show(to);
  };
}

function shine(span: HTMLElement): void {
  span.classList.remove('gained');
  // Reading a size makes the browser notice the removal, so that the animation starts again.
  void span.offsetWidth;
  span.classList.add('gained');
}
