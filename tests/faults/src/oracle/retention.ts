import type { Model } from './model.js';

/** What retention leaves (section 4): rows and counters of days from before a moment go; what is counted over all time stays. */
export function takeOld(model: Model, before: number): void {
  for (const [id, { at }] of model.lake) if (Date.parse(at) < before) model.lake.delete(id);
  const firstDay = `day:${new Date(before).toISOString().slice(0, 10)}`;
  for (const key of model.counters.keys()) {
    const period = key.split(' ').at(-1) ?? '';
    if (period.startsWith('day:') && period < firstDay) model.counters.delete(key);
  }
}
