import type { MemberProfile } from '@synapse/contracts';
import { figure, Icon, type IconName } from '@synapse/web-kit';

const DEEDS: [counter: string, label: string, icon: IconName][] = [
  ['messages_sent', 'Messages', 'message'],
  ['reactions_given', 'Reactions given', 'heart'],
  ['reactions_received', 'Reactions received', 'heart'],
  ['threads_created', 'Threads', 'thread'],
  ['voice_minutes', 'Minutes in voice', 'voice'],
];

/** What a member did, counted. */
export const Deeds = ({ counters }: { counters: MemberProfile['counters'] }) => (
  <section class="panel" aria-label="Done so far">
    <h2>Done so far</h2>
    <ul class="deeds">
      {DEEDS.map(([counter, label, icon]) => (
        <li key={counter}>
          <Icon name={icon} />
          <span>{label}</span>
          <strong>{figure(counters[counter] ?? 0)}</strong>
        </li>
      ))}
    </ul>
  </section>
);
