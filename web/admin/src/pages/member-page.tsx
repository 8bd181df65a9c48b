import type { MemberDocument } from '@synapse/contracts';
import { Avatar, figure, Loading, Notice, Panel, Time, useRead, useTitle } from '@synapse/web-kit';
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { Confirm } from '../parts/confirm.js';
import { Figures } from '../parts/figures.js';
import { ChangeForm } from '../parts/form/change-form.js';
import { MemberLink } from '../parts/member-link.js';
import { Table } from '../parts/table.js';
import { reads } from '../reads.js';
import { useSay } from '../say.js';

/** One member: what they have, what an admin may give and take, and their end. */
export function MemberPage({ id }: { id: string }) {
  const { answer: member, error, refresh } = useRead(reads.member(id), 300);
  const { route } = useLocation();
  const [awards, setAwards] = useState(0);
  const say = useSay();
  useTitle(member?.name, 'Members', 'Synapse admin');
  if (!member) return error ? <Notice>{error.message}</Notice> : <Loading lines={8} />;
  const done = (said: string) => {
    say(said);
    refresh();
  };
  return (
    <>
      <nav class="trail" aria-label="Where this is">
        <a href="/members">Members</a> <span aria-hidden="true">/</span> <bdi>{member.name}</bdi>
      </nav>
      <div class="title">
        <div class="person">
          <Avatar id={id} name={member.name} />
          <div>
            <h1>
              <bdi>{member.name}</bdi>
            </h1>
            <p>
              <code>{id}</code> · first seen <Time at={member.first_seen} />
              {member.github_username && ` · ${member.github_username} on GitHub`}
            </p>
          </div>
        </div>
      </div>
      <div class="stack">
        <Figures
          of={[
            ['XP', figure(member.xp)],
            ['Level', figure(member.level)],
            ['Gold', figure(member.gold)],
            ['Achievements', figure(member.achievements.length)],
          ]}
        />
        <Panel title="Award">
          <ChangeForm
            key={awards}
            change="award"
            params={{ member: id }}
            isExplained
            fields={[
              { name: 'xp', label: 'XP', hint: 'To give, or with a minus to take.' },
              { name: 'gold', label: 'Gold', hint: 'To give, or with a minus to take.' },
              {
                name: 'reason',
                label: 'Why',
                isWide: true,
                hint: 'For the journal, and for the member to read.',
              },
            ]}
            begin={{ xp: 0, gold: 0 }}
            label="Award"
            onDone={() => {
              setAwards((times) => times + 1);
              done('Awarded.');
            }}
          />
        </Panel>
        <Achievements member={member} onDone={done} />
        <section class="panel removal" aria-label="Export">
          <p>Everything stored about them, as one document: figures, journal, what the lake keeps.</p>
          <a class="button" href={reads.memberExport(id)} download={`member-${id}.json`}>
            Save a copy
          </a>
        </section>
        <section class="panel removal" aria-label="Erasure">
          <p>
            Erasing removes this member and everything stored about them, for good. What others earned by them
            stays theirs.
          </p>
          <Confirm
            change="erase_member"
            wish={{ params: { member: id } }}
            label="Erase this member"
            title={`Erase ${member.name}?`}
            typed={id}
            isDangerous
            onDone={() => {
              say('Erased.');
              route('/members');
            }}
          >
            <p>
              Figures, journal, what the lake keeps and what the audit trail says of them are removed. Nobody
              can bring that back. If they ask for a copy, make it first.
            </p>
          </Confirm>
        </section>
      </div>
    </>
  );
}

interface AchievementsProps {
  member: MemberDocument;
  onDone: (said: string) => void;
}

function Achievements({ member, onDone }: AchievementsProps) {
  const { answer } = useRead(reads.achievements.list, 60_000);
  const [chosen, setChosen] = useState('');
  const held = new Set(member.achievements.map(({ id }) => id));
  const others = answer?.items.filter(({ id, active }) => active && !held.has(id)) ?? [];
  const wanted = others.find(({ id }) => id === chosen);
  return (
    <Panel title="Achievements">
      <Table
        caption="Achievements"
        columns={[
          { title: 'Achievement', cell: ({ id, name }) => <a href={`/achievements/${id}`}>{name}</a> },
          { title: 'Earned', cell: ({ earned_at }) => <Time at={earned_at} /> },
          { title: 'Granted by', cell: ({ granted_by }) => granted_by && <MemberLink id={granted_by} /> },
          {
            title: '',
            cell: ({ id, name }) => (
              <Confirm
                change="revoke_achievement"
                wish={{ params: { member: member.id, achievement: id } }}
                label="Take back"
                title={`Take “${name}” back?`}
                isDangerous
                onDone={() => onDone(`“${name}” was taken back.`)}
              >
                <p>It goes, and as much of the XP and gold it paid as is there.</p>
              </Confirm>
            ),
          },
        ]}
        rows={member.achievements}
        id={({ id }) => id}
        empty="They have none yet."
      />
      <div class="deeds">
        <label class="why">
          <span>Grant</span>
          <select value={chosen} onChange={({ currentTarget }) => setChosen(currentTarget.value)}>
            <option value="">Choose one</option>
            {others.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <Confirm
          change="grant_achievement"
          wish={{ params: { member: member.id, achievement: chosen } }}
          label="Grant it"
          title={`Grant “${wanted?.name}”?`}
          disabled={!wanted}
          onDone={() => {
            setChosen('');
            onDone(`“${wanted?.name}” was granted.`);
          }}
        >
          <p>
            It brings {figure(wanted?.xp_reward ?? 0)} XP and {figure(wanted?.gold_reward ?? 0)} gold.
          </p>
        </Confirm>
      </div>
    </Panel>
  );
}
