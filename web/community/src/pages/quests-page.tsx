import type { Quests } from '@synapse/contracts';
import { Avatar, change, day, Empty, Loading, Notice, useRead, useTitle } from '@synapse/web-kit';
import { useCommunity } from '../community.js';
import { reads } from '../reads.js';

type Quest = Quests['quests'][number];

const EVERY_MS = 5_000;
const GROUPS: [status: Quest['status'], title: string][] = [
  ['open', 'Open'],
  ['claimed', 'Under way'],
  ['complete', 'Done'],
];

/** What there is to do, who does it and who did. */
export function QuestsPage() {
  const { title } = useCommunity();
  const { answer, error } = useRead(reads.quests, EVERY_MS);
  useTitle('Quests', title);
  return (
    <>
      <div class="title">
        <div>
          <h1>Quests</h1>
          <p>Work for the community that pays. Take one on with the bot.</p>
        </div>
      </div>
      {error && <Notice>{error.message}</Notice>}
      {!answer && !error && <Loading lines={5} />}
      {answer?.quests.length === 0 && <Empty title="There are no quests right now." />}
      <div class="stack">
        {GROUPS.map(([status, words]) => {
          const quests = answer?.quests.filter((quest) => quest.status === status) ?? [];
          return quests.length === 0 ? null : (
            <section key={status} aria-label={words}>
              <h2 class="category">{words}</h2>
              <ul class="quests">
                {quests.map((quest) => (
                  <QuestCard key={quest.id} quest={quest} />
                ))}
              </ul>
            </section>
          );
        })}
      </div>
    </>
  );
}

function QuestCard({ quest }: { quest: Quest }) {
  const { currency } = useCommunity();
  const { title, description, xp_reward: xp, gold_reward: gold, claimed_by: by, created_at: at } = quest;
  const isIssue = quest.github_issue_url?.startsWith('https://');
  return (
    <li class="panel quest" data-status={quest.status}>
      <h3>{title}</h3>
      <p>{description}</p>
      <p class="tags">
        {xp > 0 && <span class="badge">{`${change(xp)} ${currency.primary}`}</span>}
        {gold > 0 && <span class="badge" data-tone="gold">{`${change(gold)} ${currency.secondary}`}</span>}
        <span class="soft">since {day(at)}</span>
        {isIssue && (
          <a href={quest.github_issue_url ?? ''} rel="noreferrer">
            On GitHub
          </a>
        )}
      </p>
      {by && (
        <p class="person">
          <Avatar id={by.id} name={by.name} />
          <a class="member" href={`/members/${by.id}`}>
            <bdi>{by.name}</bdi>
          </a>
        </p>
      )}
    </li>
  );
}
