import { type Bus, publishFrame } from '@synapse/bus';
import { encodeRewardFrame, type RewardEvent, type RewardFrame, rewardsSubject } from '@synapse/contracts';

const MEMBER = { id: '80351110224678912', name: 'Ada Lovelace', avatar: null };

/** A reward of `xp`, whose id is told apart by it. */
export function granted(xp: number, over: Partial<RewardEvent> = {}): RewardEvent {
  return {
    kind: 'granted',
    id: `msg:${xp}:given`,
    at: '2026-11-22T12:00:00.000Z',
    cause: `msg:${xp}`,
    rule_set: 0,
    silent: false,
    guild_id: '41771983423143937',
    channel_id: null,
    member: MEMBER,
    totals: { xp, level: 1, gold: 0, stars: 1 },
    interaction: 'MESSAGE',
    category_id: null,
    xp,
    stars: 1,
    ...over,
  } as RewardEvent;
}

export const levelReached = (level: number): RewardEvent => ({
  kind: 'level_reached',
  id: `msg:1:level:${level}`,
  at: '2026-11-22T12:00:00.000Z',
  cause: 'msg:1',
  rule_set: 0,
  silent: false,
  guild_id: '41771983423143937',
  channel_id: null,
  member: MEMBER,
  totals: { xp: 125, level, gold: 50, stars: 1 },
  level,
  gold: 50,
});

export const memberErased = (member: string): RewardEvent => ({
  kind: 'member_erased',
  id: `bot:${member}:bye:erased`,
  at: '2026-11-22T12:00:00.000Z',
  cause: `bot:${member}:bye`,
  rule_set: 0,
  silent: true,
  guild_id: null,
  channel_id: null,
  member_id: member,
});

/** Publishes frames as the engine does, numbered from one; returns the number of each. */
export function framePublisher(bus: () => Bus, community = 'main') {
  let frame = 0;
  return async (events: RewardEvent[]): Promise<number> => {
    frame += 1;
    const body: RewardFrame = { v: 1, community, frame, log: { created: 'then', sequence: frame }, events };
    await publishFrame(bus(), {
      subject: rewardsSubject(community),
      id: `${community}:${frame}`,
      body: encodeRewardFrame(body),
    });
    return body.frame;
  };
}
