const calm = matchMedia('(prefers-reduced-motion: reduce)');
const DURATION_MS = 900;
const shown = new WeakMap();

/** Whether the reader asked for less motion. */
export const isCalm = () => calm.matches;

/** Lets a number run to its new value; marks it when it grew. */
export function tick(element, value, format) {
  const state = shown.get(element);
  if (state?.value === value) return;
  shown.set(element, { value });
  if (state === undefined || isCalm() || document.hidden) {
    element.textContent = format(value);
    return;
  }
  if (value > state.value) markGain(element);
  run(element, state.value, value, format);
}

function run(element, from, to, format) {
  const began = performance.now();
  const step = (now) => {
    if (shown.get(element)?.value !== to) return;
    const part = Math.min(1, (now - began) / DURATION_MS);
    const eased = 1 - (1 - part) ** 3;
    element.textContent = format(Math.round(from + (to - from) * eased));
    if (part < 1) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

function markGain(element) {
  element.classList.remove('gained');
  // Reading a size makes the browser notice the removal, so that the animation starts again.
  void element.offsetWidth;
  element.classList.add('gained');
}
