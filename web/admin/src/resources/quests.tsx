import type { QuestDocument } from '@synapse/contracts';
import { figure } from '@synapse/web-kit';
import { Confirm } from '../parts/confirm.js';
import { MemberLink } from '../parts/member-link.js';
import { reads } from '../reads.js';
import { words } from '../schema/words.js';
import type { Look } from './look.js';

const TONES = { open: 'badge', claimed: 'badge own', complete: 'badge good' } as const;

export const QUESTS: Look<QuestDocument> = {
  path: '/quests',
  title: 'Quests',
  one: 'quest',
  about: 'Work that one member claims, and is paid for once an admin says that it is done.',
  reads: reads.quests,
  nameOf: ({ title }) => title,
  columns: [
    { title: 'State', cell: ({ status }) => <span class={TONES[status]}>{words(status)}</span> },
    { title: 'Claimed by', cell: ({ claimed_by }) => claimed_by && <MemberLink id={claimed_by} /> },
    { title: 'XP', isFigure: true, cell: ({ xp_reward }) => figure(xp_reward) },
    { title: 'Gold', isFigure: true, cell: ({ gold_reward }) => figure(gold_reward) },
  ],
  fields: [
    { name: 'title', isWide: true },
    { name: 'description', isWide: true, hint: 'What is to be done, for members.' },
    { name: 'xp_reward', label: 'XP it brings', hint: 'Left at 0, a new one brings what the settings say.' },
    { name: 'gold_reward', label: 'Gold it brings' },
    { name: 'github_issue_url', label: 'Issue', isWide: true, hint: 'The address of an issue on GitHub.' },
    { name: 'active', label: 'In force' },
  ],
  begin: { active: true },
  changes: { create: 'create_quest', update: 'update_quest', remove: 'delete_quest' },
  removal: { label: 'Take out of force', meaning: 'Nobody will be able to claim it any more.' },
  more: ({ id, status, claimed_by }, onDone) =>
    status === 'claimed' && (
      <section class="panel removal" aria-label="Completion">
        <p>Claimed by {claimed_by && <MemberLink id={claimed_by} />}. Once it is done they are paid.</p>
        <Confirm
          change="complete_quest"
          wish={{ params: { id } }}
          label="Complete this quest"
          title="Is it done?"
          onDone={() => onDone('Completed, and paid.')}
        >
          <p>Whoever claimed it is paid at once. It cannot be taken back here.</p>
        </Confirm>
      </section>
    ),
};
