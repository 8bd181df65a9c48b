import { ValueType } from '@opentelemetry/api';
import { hrTime } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  DataPointType,
  type HistogramMetricData,
  type MetricProducer,
} from '@opentelemetry/sdk-metrics';
import { type HotHistogram, hotHistograms } from './hot-histogram.js';

/** Gives what {@link hotHistograms} hold to a scrape. @param resource the process that they tell of */
export function hotHistogramProducer(resource: Resource): MetricProducer {
  const startTime = hrTime();
  return {
    async collect() {
      const endTime = hrTime();
      const metrics = hotHistograms.map((histogram) => metricData(histogram, startTime, endTime));
      const scopeMetrics = [{ scope: { name: '@synapse/runtime' }, metrics }];
      return { resourceMetrics: { resource, scopeMetrics }, errors: [] };
    },
  };
}

type Time = ReturnType<typeof hrTime>;

const metricData = (
  { name, description, boundaries, points }: HotHistogram,
  startTime: Time,
  endTime: Time,
): HistogramMetricData => ({
  descriptor: { name, description, unit: '', valueType: ValueType.DOUBLE },
  aggregationTemporality: AggregationTemporality.CUMULATIVE,
  dataPointType: DataPointType.HISTOGRAM,
  dataPoints: points.map(({ attributes, counts, count, sum }) => ({
    attributes,
    startTime,
    endTime,
    value: { buckets: { boundaries: [...boundaries], counts: [...counts] }, count, sum },
  })),
});
