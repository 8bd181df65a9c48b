import type { Achievements } from '@synapse/contracts';
import { change, figure, Icon, type IconName, Progress, percent } from '@synapse/web-kit';
import { useCommunity } from '../community.js';

type Template = Achievements['achievements'][number];

const ICONS: Record<string, IconName> = {
  messages_sent: 'message',
  reactions_given: 'heart',
  reactions_received: 'heart',
  threads_created: 'thread',
  voice_minutes: 'voice',
};

interface AchievementCardProps {
  template: Template;
  /** Those who could have earned it. */
  members: number;
  isMine: boolean;
}

/** One achievement: what it is, how rare, who has it. */
export function AchievementCard({ template, members, isMine }: AchievementCardProps) {
  const { currency } = useCommunity();
  const { name, description, rarity, earners, xp_reward: xp, gold_reward: gold, active } = template;
  const share = members === 0 ? 0 : Math.min(1, earners / members);
  const rewards = [
    xp > 0 && `${change(xp)} ${currency.primary}`,
    gold > 0 && `${change(gold)} ${currency.secondary}`,
  ].filter(Boolean);
  return (
    <li
      class={`achievement-card ${isMine ? 'mine' : ''} ${earners === 0 ? 'unearned' : ''}`}
      data-rarity={rarity}
    >
      <span class="seal">
        <Icon name={iconOf(template)} />
      </span>
      <div class="words">
        <h3>{name}</h3>
        <p>{description}</p>
        <p class="tags">
          <span class="rarity">{rarity}</span>
          {template.requirement.scope === 'season' && <span class="soft">each season</span>}
          {!active && <span class="soft">no longer earned</span>}
          {rewards.length > 0 && <span class="soft">{rewards.join(' · ')}</span>}
          {isMine && <span class="badge you">Yours</span>}
        </p>
      </div>
      <div class="rate">
        <Progress
          share={share}
          label="Members who have it"
          text={`${figure(earners)} of ${figure(members)}`}
        />
        <small class="soft">
          {earners === 0
            ? 'Nobody yet'
            : `${percent(share)} · ${figure(earners)} ${earners === 1 ? 'member' : 'members'}`}
        </small>
      </div>
    </li>
  );
}

function iconOf({ requirement: { type, field } }: Template): IconName {
  if (type === 'star_threshold') return 'star';
  if (type === 'xp_milestone') return 'bolt';
  return (field && ICONS[field]) || 'trophy';
}
