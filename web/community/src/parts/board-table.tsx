import type { BoardName, LeaderboardRow } from '@synapse/contracts';
import { Avatar, figure, Ticking } from '@synapse/web-kit';
import { useRef } from 'preact/hooks';
import { useCommunity } from '../community.js';
import { boardLabel } from './boards.js';
import { useGlide } from './use-glide.js';

interface BoardTableProps {
  board: BoardName;
  members: readonly LeaderboardRow[];
  /** The figure whose bar is as long as the row. */
  best: number;
  caption: string;
  /** The member to point out. */
  me?: string | undefined;
}

/** Members of a board as rows, which glide when they change places. */
export function BoardTable({ board, members, best, caption, me }: BoardTableProps) {
  const { currency } = useCommunity();
  const body = useRef<HTMLTableSectionElement>(null);
  useGlide(body, board);
  const isNow = members.some(({ xp }) => xp !== undefined);
  const others = isNow ? (['level', 'xp', 'gold'] as const).filter((name) => name !== board) : [];
  return (
    <table class="places">
      <caption class="unseen">{caption}</caption>
      <thead>
        <tr>
          <th scope="col" class="rank">
            <abbr title="Place">#</abbr>
          </th>
          <th scope="col">Member</th>
          {others.map((name) => (
            <th key={name} scope="col" class="figure other">
              {boardLabel(name, currency)}
            </th>
          ))}
          <th scope="col" class="figure">
            {boardLabel(board, currency)}
          </th>
        </tr>
      </thead>
      <tbody ref={body}>
        {members.map((member) => (
          <tr
            key={member.id}
            data-id={member.id}
            class={member.id === me ? 'me' : ''}
            style={{ '--share': member.value / Math.max(1, best) }}
          >
            <td class="rank">{figure(member.rank)}</td>
            <th scope="row">
              <span class="person">
                <Avatar id={member.id} name={member.name} />
                <a class="member" href={`/members/${member.id}`}>
                  <bdi>{member.name}</bdi>
                </a>
                {member.id === me && <span class="badge you">You</span>}
              </span>
            </th>
            {others.map((name) => (
              <td key={name} class="figure other">
                {figure(member[name] ?? 0)}
              </td>
            ))}
            <td class="figure score">
              <Ticking value={member.value} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
