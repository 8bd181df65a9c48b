import type { Achievements } from '@synapse/contracts';
import { Empty, figure, Loading, Notice, percent, useRead, useTitle } from '@synapse/web-kit';
import { useCommunity } from '../community.js';
import { useMe } from '../me.js';
import { AchievementCard } from '../parts/achievement-card.js';
import { RecentAchievements } from '../parts/recent-achievements.js';
import { reads } from '../reads.js';

const EVERY_MS = 10_000;
const RARITIES = ['legendary', 'epic', 'rare', 'uncommon', 'common'];

/** Every achievement, how rare it is and how many earned it. */
export function AchievementsPage() {
  const { title } = useCommunity();
  const { answer, error } = useRead(reads.achievements, EVERY_MS);
  const [me] = useMe();
  const mine = useRead(me === undefined ? null : reads.memberAchievements(me)).answer;
  useTitle('Achievements', title);
  const own = new Set(mine?.earned.map(({ id }) => id));
  return (
    <>
      <div class="title">
        <div>
          <h1>Achievements</h1>
          <p>{answer ? summary(answer) : ' '}</p>
        </div>
        {mine && answer && (
          <p class="badge you">
            You have {figure(own.size)} of {figure(answer.achievements.filter(({ active }) => active).length)}
          </p>
        )}
      </div>
      {error && <Notice>{error.message}</Notice>}
      {!answer && !error && <Loading lines={8} />}
      {answer?.achievements.length === 0 && <Empty title="There are no achievements yet." />}
      <div class="stack">
        {answer &&
          categories(answer).map(([category, templates]) => (
            <section key={category} aria-label={category}>
              <h2 class="category">{category}</h2>
              <ul class="gallery">
                {templates.map((template) => (
                  <AchievementCard
                    key={template.id}
                    template={template}
                    members={answer.members}
                    isMine={own.has(template.id)}
                  />
                ))}
              </ul>
            </section>
          ))}
        <RecentAchievements hasWay={false} />
      </div>
    </>
  );
}

function summary({ achievements, members }: Achievements): string {
  const earned = achievements.reduce((all, { earners }) => all + earners, 0);
  const share = members === 0 ? 0 : Math.max(0, ...achievements.map(({ earners }) => earners)) / members;
  return `${figure(achievements.length)} to earn, ${figure(earned)} times earned; ${percent(share)} of members have the commonest.`;
}

/** By category, the rarest last: a gallery is walked from what everybody has. */
function categories({ achievements }: Achievements): [string, Achievements['achievements']][] {
  const shown = achievements.filter(({ active, earners }) => active || earners > 0);
  const names = [...new Set(shown.map(({ category }) => category))].sort();
  return names.map((name) => [
    name,
    shown
      .filter(({ category }) => category === name)
      .sort(
        (a, b) =>
          RARITIES.indexOf(b.rarity) - RARITIES.indexOf(a.rarity) ||
          b.earners - a.earners ||
          a.name.localeCompare(b.name),
      ),
  ]);
}
