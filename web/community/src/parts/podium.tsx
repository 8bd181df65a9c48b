import type { BoardName, LeaderboardRow } from '@synapse/contracts';
import { Avatar, figure, Ticking } from '@synapse/web-kit';
import { useRef } from 'preact/hooks';
import { useCommunity } from '../community.js';
import { boardUnit } from './boards.js';
import { Crown } from './crown.js';
import { useGlide } from './use-glide.js';

/** The first three of a board; the champion wears the crown. */
export function Podium({ board, members }: { board: BoardName; members: readonly LeaderboardRow[] }) {
  const list = useRef<HTMLOListElement>(null);
  useGlide(list, board);
  return (
    <ol class="podium" ref={list} aria-label="The first three">
      {members.map((member) => (
        <PodiumPlace key={`${board} ${member.id}`} board={board} member={member} />
      ))}
    </ol>
  );
}

function PodiumPlace({ board, member }: { board: BoardName; member: LeaderboardRow }) {
  const { currency } = useCommunity();
  const isChampion = member.rank === 1;
  return (
    <li data-id={member.id} class={isChampion ? 'champion' : ''}>
      {isChampion && <Crown />}
      <span class="medal" aria-hidden="true">
        {member.rank}
      </span>
      <Avatar id={member.id} name={member.name} />
      <a class="member" href={`/members/${member.id}`}>
        <bdi>{member.name}</bdi>
      </a>
      <span class="score">
        {board === 'level' && 'Level '}
        <Ticking value={member.value} /> <span class="unit">{boardUnit(board, currency)}</span>
      </span>
      {member.level !== undefined && (
        <span class="aside">
          {board === 'level'
            ? `${figure(member.xp ?? 0)} ${currency.primary}`
            : `Level ${member.level} · ${figure(member.gold ?? 0)} ${currency.secondary}`}
        </span>
      )}
    </li>
  );
}
