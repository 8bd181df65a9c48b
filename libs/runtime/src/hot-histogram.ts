import type { Attributes } from '@opentelemetry/api';

export interface HotHistogramOptions {
  name: string;
  description: string;
  /** Upper bounds of the buckets, ascending; one more holds what is above all. */
  boundaries: readonly number[];
}

/** What was recorded under the same attributes. */
export interface HistogramPoint {
  readonly attributes: Attributes;
  /** By bucket. */
  readonly counts: number[];
  count: number;
  sum: number;
}

/** A histogram that {@link createHotHistogram} made, as a scrape reads it. */
export interface HotHistogram extends HotHistogramOptions {
  readonly points: HistogramPoint[];
}

/** Those of this process, until its telemetry is shut down. */
export const hotHistograms: HotHistogram[] = [];

/**
 * A histogram for what happens so often that OpenTelemetry's own would be a large part of it: that one puts its attributes
 * into words to find its place, at each record.
 * @returns opens a place for some attributes, once for each; what it returns records a value there
 */
export function createHotHistogram(
  options: HotHistogramOptions,
): (attributes: Attributes) => (value: number) => void {
  const { boundaries } = options;
  const points: HistogramPoint[] = [];
  hotHistograms.push({ ...options, points });
  return (attributes) => {
    const counts = new Array<number>(boundaries.length + 1).fill(0);
    const point = { attributes, counts, count: 0, sum: 0 };
    points.push(point);
    return (value) => {
      let bucket = 0;
      while (value > (boundaries[bucket] ?? Number.POSITIVE_INFINITY)) bucket += 1;
      counts[bucket] = (counts[bucket] ?? 0) + 1;
      point.count += 1;
      point.sum += value;
    };
  };
}
