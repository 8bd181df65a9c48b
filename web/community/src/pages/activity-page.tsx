import type { Activity } from '@synapse/contracts';
import {
  type BarSeries,
  DayChart,
  figure,
  LinkTabs,
  Loading,
  Notice,
  Panel,
  useRead,
  useTitle,
} from '@synapse/web-kit';
import { useMemo } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { useCommunity } from '../community.js';
import { INTERACTIONS } from '../parts/interactions.js';
import { reads } from '../reads.js';

const EVERY_MS = 10_000;
const SPANS = [7, 30, 90];
/** What a chart tells apart; the rest is one colour. */
const APART = [
  'MESSAGE',
  'REACTION_GIVEN',
  'REACTION_RECEIVED',
  'THREAD_CREATE',
  'VOICE_TICK',
  'QUEST_COMPLETE',
];

type Measure = 'count' | 'xp' | 'stars';

/** What was judged, by day and type. */
export function ActivityPage() {
  const { title, currency } = useCommunity();
  const { query } = useLocation();
  const days = SPANS.find((span) => String(span) === query.days) ?? 30;
  const { answer, error, isStale } = useRead(reads.activity(days), EVERY_MS);
  useTitle('Activity', title);
  return (
    <>
      <div class="title">
        <div>
          <h1>Activity</h1>
          <p>What was judged on each day (UTC), and what it brought.</p>
        </div>
        <LinkTabs
          label="Time span"
          current={`/activity?days=${days}`}
          tabs={SPANS.map((span) => ({ href: `/activity?days=${span}`, label: `${span} days` }))}
        />
      </div>
      {error && <Notice>{error.message}</Notice>}
      {!answer && !error && <Loading lines={10} />}
      {answer && (
        <div class="stack" data-stale={isStale}>
          <Chart title={`${currency.primary} a day`} activity={answer} measure="xp" />
          <Chart title="Things done a day" activity={answer} measure="count" />
          <Chart title="Stars a day" activity={answer} measure="stars" />
        </div>
      )}
    </>
  );
}

interface ChartProps {
  title: string;
  activity: Activity;
  measure: Measure;
}

function Chart({ title, activity: { days }, measure }: ChartProps) {
  const names = useMemo(() => days.map(({ day }) => day), [days]);
  const series = useMemo(() => seriesOf(days, measure), [days, measure]);
  const total = series.reduce((all, { values }) => all + values.reduce((sum, value) => sum + value, 0), 0);
  return (
    <Panel title={title} aside={<span class="soft">{figure(total)} in all</span>}>
      <DayChart label={title} days={names} series={series} />
    </Panel>
  );
}

const isAnything = ({ values }: BarSeries) => values.some((value) => value > 0);

/** What charts show is what came: what was taken back is in the journal. */
function seriesOf(days: Activity['days'], measure: Measure): BarSeries[] {
  const valuesOf = (isOne: (interaction: string) => boolean) =>
    days.map(({ types }) =>
      types.reduce((sum, type) => sum + (isOne(type.interaction) ? Math.max(0, type[measure]) : 0), 0),
    );
  const all = APART.map((interaction, index) => ({
    label: INTERACTIONS[interaction as keyof typeof INTERACTIONS],
    values: valuesOf((each) => each === interaction),
    color: `--chart-${index + 1}`,
  }));
  // Levels, achievements and awards bring XP, but are not what members do.
  if (measure !== 'xp') return all.filter(isAnything);
  const others = {
    label: 'Achievements, awards',
    values: valuesOf((each) => !APART.includes(each)),
    color: '--chart-7',
  };
  return [...all, others].filter(isAnything);
}
