import { useEffect, useRef } from 'preact/hooks';
import type uPlot from 'uplot';
import { brief, day, figure } from '../format.js';

export interface BarSeries {
  label: string;
  /** One value a day. */
  values: readonly number[];
  /** The custom property that holds its colour. */
  color: string;
}

interface DayChartProps {
  label: string;
  /** Days, UTC, in their order: "2026-11-22". */
  days: readonly string[];
  /** Stacked upon each other, the first at the bottom. */
  series: readonly BarSeries[];
}

const HEIGHT = 240;
/** In seconds. */
const HALF_DAY = 43_200;

/** Bars for each day, and the same as a table for who cannot see them. The library is loaded when the first is shown. */
export function DayChart({ label, days, series }: DayChartProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const holder = place.current as HTMLDivElement;
    let plot: uPlot | undefined;
    let isGone = false;
    const draw = async () => {
      const { default: Plot } = await import('uplot');
      if (isGone) return;
      plot?.destroy();
      plot = new Plot(options(Plot, holder, series), stacked(days, series), holder);
    };
    const resized = new ResizeObserver(() => plot?.setSize({ width: holder.clientWidth, height: HEIGHT }));
    const rethemed = new MutationObserver(draw);
    const system = matchMedia('(prefers-color-scheme: dark)');
    system.addEventListener('change', draw);
    rethemed.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    resized.observe(holder);
    void draw();
    return () => {
      isGone = true;
      plot?.destroy();
      resized.disconnect();
      rethemed.disconnect();
      system.removeEventListener('change', draw);
    };
  }, [days, series]);
  return (
    <figure class="chart" aria-label={label}>
      <div ref={place} class="plot" aria-hidden="true" />
      <DayTable label={label} days={days} series={series} />
    </figure>
  );
}

const DayTable = ({ label, days, series }: DayChartProps) => (
  <details>
    <summary>As a table</summary>
    <div class="scrolls">
      <table>
        <caption class="unseen">{label}</caption>
        <thead>
          <tr>
            <th scope="col">Day</th>
            {series.map((each) => (
              <th key={each.label} scope="col" class="figure">
                {each.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.map((each, index) => (
            <tr key={each}>
              <th scope="row">{day(each)}</th>
              {series.map(({ label: name, values }) => (
                <td key={name} class="figure">
                  {figure(values[index] ?? 0)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </details>
);

/** Each series as the height of the stack up to it, the highest first: what is drawn later stands before. */
function stacked(days: readonly string[], series: readonly BarSeries[]): uPlot.AlignedData {
  const heights: number[][] = [];
  for (const { values } of series) {
    const below = heights[0];
    heights.unshift(values.map((value, index) => value + (below?.[index] ?? 0)));
  }
  return [days.map((each) => Date.parse(each) / 1_000), ...heights];
}

function options(Plot: typeof uPlot, holder: HTMLElement, series: readonly BarSeries[]): uPlot.Options {
  const color = (name: string) => getComputedStyle(holder).getPropertyValue(name).trim();
  const bars = Plot.paths.bars?.({ size: [0.62, 42], radius: 0.2 });
  const grid = { stroke: color('--chart-line'), width: 1 };
  const axis = { stroke: color('--chart-text'), font: '12px system-ui', ticks: { show: false } };
  return {
    width: holder.clientWidth,
    height: HEIGHT,
    tzDate: (seconds) => Plot.tzDate(new Date(seconds * 1_000), 'UTC'),
    cursor: { y: false, points: { show: false } },
    scales: {
      x: { range: (_, first, last) => [first - HALF_DAY, last + HALF_DAY] },
      y: { range: (_, __, most) => [0, Math.max(1, most * 1.05)] },
    },
    // Without a pointer the legend tells of the last day.
    hooks: {
      ready: [tellOfLast],
      setCursor: [(plot) => plot.cursor.idx === null && tellOfLast(plot)],
    },
    axes: [
      { ...axis, size: 30, grid: { show: false }, values: (_, times) => times.map(shortDay) },
      { ...axis, grid, size: 56, values: (_, values) => values.map((value) => brief(value)) },
    ],
    series: [
      { label: 'Day', value: (_, seconds) => (seconds === null ? '–' : day(isoDay(seconds))) },
      ...[...series].reverse().map((each) => ({
        label: each.label,
        fill: color(each.color),
        stroke: color(each.color),
        width: 0,
        points: { show: false },
        ...(bars && { paths: bars }),
        value: (_: uPlot, __: number, ___: number, index: number | null) =>
          index === null ? '–' : figure(each.values[index] ?? 0),
      })),
    ],
  };
}

const tellOfLast = (plot: uPlot) => plot.setLegend({ idx: plot.data[0].length - 1 }, false);
const isoDay = (seconds: number) => new Date(seconds * 1_000).toISOString().slice(0, 10);
const shortDay = (seconds: number) =>
  new Date(seconds * 1_000).toLocaleDateString('en', { month: 'short', day: 'numeric', timeZone: 'UTC' });
