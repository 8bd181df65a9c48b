import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

const MOVE = { duration: 600, easing: 'cubic-bezier(0.2, 0.8, 0.2, 1)' };
const isCalm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/**
 * Lets the children of an element that carry `data-id` glide from where they were to where they are.
 * @param what when this is another than before, all is new and nothing glides
 */
export function useGlide(list: RefObject<HTMLElement | null>, what: string): void {
  const was = useRef({ what: '', places: new Map<string, { x: number; y: number }>() });
  useLayoutEffect(() => {
    const slots = [...(list.current?.querySelectorAll<HTMLElement>('[data-id]') ?? [])];
    const before =
      was.current.what === what ? was.current.places : new Map<string, { x: number; y: number }>();
    was.current = {
      what,
      places: new Map(
        slots.map((slot) => [slot.dataset.id ?? '', { x: slot.offsetLeft, y: slot.offsetTop }]),
      ),
    };
    if (before.size === 0 || isCalm() || document.hidden) return;
    for (const slot of slots) glide(slot, before.get(slot.dataset.id ?? ''));
  });
}

function glide(slot: HTMLElement, before: { x: number; y: number } | undefined): void {
  if (!before) {
    slot.animate([{ opacity: 0 }, { opacity: 1 }], MOVE);
    return;
  }
  const [x, y] = [before.x - slot.offsetLeft, before.y - slot.offsetTop];
  if (Math.abs(x) + Math.abs(y) < 1) return;
  slot.animate([{ transform: `translate(${x}px, ${y}px)` }, { transform: 'none' }], MOVE);
}
