import type { MemberProfile } from '@synapse/contracts';
import {
  Avatar,
  Empty,
  figure,
  Loading,
  Notice,
  Progress,
  Ticking,
  Time,
  useRead,
  useTitle,
} from '@synapse/web-kit';
import { useCommunity } from '../community.js';
import { useMe } from '../me.js';
import { BOARD_NAMES, boardLabel } from '../parts/boards.js';
import { Deeds } from '../parts/deeds.js';
import { Journal } from '../parts/journal.js';
import { MemberAchievements } from '../parts/member-achievements.js';
import { reads } from '../reads.js';
import { useLive } from '../use-live.js';

const EVERY_MS = 1_500;

/** Everything that anybody may know of a member. */
export function MemberPage({ id = '' }: { id?: string }) {
  const { title } = useCommunity();
  const profile = useRead(reads.member(id), EVERY_MS);
  useLive(profile.refresh, { member: id });
  const { answer, error } = profile;
  useTitle(answer?.name, title);
  if (error && !answer) {
    const isUnknown = error.status === 404 || error.status === 400;
    return isUnknown ? <Empty title="Nobody by that id is known." /> : <Notice>{error.message}</Notice>;
  }
  if (!answer) return <Loading lines={8} />;
  return (
    <div class="stack">
      <Head member={answer} />
      <div class="member-columns">
        <div class="stack">
          <MemberAchievements id={id} />
          <Journal id={id} version={answer.xp} />
        </div>
        <div class="stack">
          <Ranks member={answer} />
          <Deeds counters={answer.counters} />
        </div>
      </div>
    </div>
  );
}

function Head({ member }: { member: MemberProfile }) {
  const { currency } = useCommunity();
  const [me, setMe] = useMe();
  const isMe = me === member.id;
  return (
    <section class="panel member-head" aria-label={member.name}>
      <Avatar id={member.id} name={member.name} />
      <div class="who">
        <h1>
          <bdi>{member.name}</bdi>
        </h1>
        <p class="soft">
          Level {member.level}
          {member.github_username && ` · ${member.github_username} on GitHub`}
          {member.left_at && (
            <>
              {' · left '}
              <Time at={member.left_at} />
            </>
          )}
        </p>
      </div>
      <button
        type="button"
        class="button"
        aria-pressed={isMe}
        onClick={() => setMe(isMe ? undefined : member.id)}
      >
        {isMe ? 'This is me ✓' : 'This is me'}
      </button>
      <LevelProgress member={member} />
      <dl class="member-figures">
        {[
          [currency.primary, member.xp],
          [currency.secondary, member.gold],
          ['Stars', member.stars],
        ].map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              <Ticking value={value as number} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function LevelProgress({ member: { xp, level, next_level: next } }: { member: MemberProfile }) {
  const { currency } = useCommunity();
  const share = next.at === null ? 1 : Math.min(1, Math.max(0, (xp - next.from) / (next.at - next.from)));
  const words =
    next.at === null
      ? 'There is no higher level.'
      : `${figure(Math.max(0, next.at - xp))} ${currency.primary} to level ${level + 1}`;
  return (
    <div class="level-progress">
      <span>
        <strong>Level {level}</strong>
        <span class="soft">{words}</span>
        {next.at !== null && <strong>{level + 1}</strong>}
      </span>
      <Progress share={share} label="Way to the next level" text={words} />
    </div>
  );
}

function Ranks({ member: { id, ranks } }: { member: MemberProfile }) {
  const { currency } = useCommunity();
  return (
    <section class="panel" aria-label="Places">
      <h2>Places</h2>
      <ul class="ranks">
        {BOARD_NAMES.map((board) => {
          const rank = ranks[board] ?? null;
          return (
            <li key={board}>
              <span>{boardLabel(board, currency)}</span>
              {rank === null ? (
                <span class="soft">–</span>
              ) : (
                <a href={`/boards/${board}?around=${id}`}>#{figure(rank)}</a>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
