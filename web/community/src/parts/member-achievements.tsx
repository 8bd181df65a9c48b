import { day, Panel, useRead } from '@synapse/web-kit';
import { reads } from '../reads.js';

const EVERY_MS = 15_000;

/** What a member earned, the latest first. */
export function MemberAchievements({ id }: { id: string }) {
  const { answer } = useRead(reads.memberAchievements(id), EVERY_MS);
  if (!answer || answer.earned.length === 0) return null;
  return (
    <Panel title="Achievements" aside={<span class="soft">{answer.earned.length} earned</span>}>
      <ul class="medals">
        {answer.earned.map(({ id: template, name, description, rarity, at }) => (
          <li key={template} class="medal-card" data-rarity={rarity} title={description}>
            <strong>{name}</strong>
            <span class="rarity">{rarity}</span>
            <small class="soft">{day(at)}</small>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
