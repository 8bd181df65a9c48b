import { build } from 'hdr-histogram-js';

/** The middle value; the mean of the two in the middle when there is an even number of them. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('There is no median of nothing.');
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] as number;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] as number;
  return (lower + upper) / 2;
}

/** Percentiles of a series, in milliseconds. */
export interface Percentiles {
  count: number;
  p50: number;
  p99: number;
}

/** A series of durations, each given in milliseconds and kept to a thousandth of its size. */
export function createDurations() {
  const histogram = build({ lowestDiscernibleValue: 1, highestTrackableValue: 60_000_000 });
  const ms = (percentile: number) => histogram.getValueAtPercentile(percentile) / 1_000;
  return {
    add: (durationMs: number) => histogram.recordValue(Math.max(1, Math.round(durationMs * 1_000))),
    percentiles: (): Percentiles => ({ count: histogram.totalCount, p50: ms(50), p99: ms(99) }),
  };
}
