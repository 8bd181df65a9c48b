import { isCalm } from './ticker.mjs';

/** Where each element stands, by the member it shows. */
export const positions = (slots) =>
  new Map(slots.map((slot) => [slot.dataset.id, slot.getBoundingClientRect()]));

/** Lets those who moved glide from where they were. */
export function glide(slots, was) {
  if (isCalm() || document.hidden) return;
  for (const slot of slots) {
    const before = was.get(slot.dataset.id);
    const now = slot.getBoundingClientRect();
    if (!before) {
      if (was.size > 0) slot.animate([{ opacity: 0 }, { opacity: 1 }], { duration: 500 });
      continue;
    }
    const [x, y] = [before.left - now.left, before.top - now.top];
    if (Math.abs(x) + Math.abs(y) < 1) continue;
    slot.animate([{ transform: `translate(${x}px, ${y}px)` }, { transform: 'none' }], {
      duration: 600,
      easing: 'cubic-bezier(0.2, 0.8, 0.2, 1)',
    });
  }
}
