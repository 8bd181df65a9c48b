import { Avatar, Panel, Time, useRead } from '@synapse/web-kit';
import { reads } from '../reads.js';

const EVERY_MS = 5_000;

/** What was earned last. @param hasWay whether it shows the way to the others */
export function RecentAchievements({ hasWay = true }: { hasWay?: boolean }) {
  const { answer } = useRead(reads.recentAchievements, EVERY_MS);
  if (!answer || answer.earned.length === 0) return null;
  return (
    <Panel title="Earned lately" aside={hasWay && <a href="/achievements">All achievements</a>}>
      <ul class="earned-lately">
        {answer.earned.slice(0, 6).map(({ id, name, rarity, at, member }) => (
          <li key={`${id} ${member.id}`} data-rarity={rarity}>
            <Avatar id={member.id} name={member.name} />
            <div class="words">
              <a class="member" href={`/members/${member.id}`}>
                <bdi>{member.name}</bdi>
              </a>
              <span class="achievement">{name}</span>
            </div>
            <Time at={at} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
