import { Avatar, figure, Panel, Time } from '@synapse/web-kit';
import { useCommunity } from '../community.js';
import { deedOf, gainsOf, isFeat, type Told } from './feed-lines.js';

interface FeedProps {
  shown: readonly Told[];
  spoken: string;
  isPaused: boolean;
  onPause: () => void;
}

/** What members earn, the moment they earn it. */
export const Feed = ({ shown, spoken, isPaused, onPause }: FeedProps) => (
  <Panel
    title="Happening now"
    class="feed"
    aside={
      <button type="button" class="button small" aria-pressed={isPaused} onClick={onPause}>
        {isPaused ? 'Paused' : 'Pause'}
      </button>
    }
  >
    {shown.length === 0 && (
      <p class="empty">Nothing yet. What members earn shows up here the moment they earn it.</p>
    )}
    <ol class="events">
      {shown.map((event) => (
        <Line key={event.id} event={event} />
      ))}
    </ol>
    <p class="unseen" aria-live="polite">
      {spoken}
    </p>
  </Panel>
);

function Line({ event }: { event: Told }) {
  const { currency } = useCommunity();
  const stars = 'stars' in event ? event.stars : 0;
  return (
    <li class={isFeat(event) ? 'feat' : ''}>
      <Avatar id={event.member.id} name={event.member.name} />
      <div class="what">
        <a class="member" href={`/members/${event.member.id}`}>
          <bdi>{event.member.name}</bdi>
        </a>
        <span>
          {deedOf(event)}
          {isFeat(event) && ' ✦'}
        </span>
      </div>
      <div class="gain">
        <span class={'xp' in event && event.xp < 0 ? 'loss' : ''}>
          {gainsOf(event, currency).map((gain) => (
            <span key={gain}>{gain}</span>
          ))}
          {stars > 0 && <span class="stars"> ★{figure(stars)}</span>}
        </span>
        <Time at={event.at} />
      </div>
    </li>
  );
}
