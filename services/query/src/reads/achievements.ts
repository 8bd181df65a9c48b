import type { Achievements, MemberAchievements, RecentAchievements } from '@synapse/contracts';
import { readMember, readMemberAchievements, readRecentAchievements } from '@synapse/store';
import { Limit, MemberParameter, memberId } from './inputs.js';
import { noMember } from './members.js';
import { defineRead } from './read.js';

export const achievements = defineRead({
  name: 'listAchievements',
  path: '/v1/achievements',
  summary: 'Every achievement, and how many members earned it. Counts are at most some seconds old.',
  tag: 'achievements',
  params: {},
  query: {},
  answer: 'Achievements',
  sharedMs: 2_000,
  async run({ boards, achievements: all }): Promise<Achievements> {
    const [list, { standings }] = await Promise.all([all(), boards.current()]);
    return { members: standings.earners(), achievements: list };
  },
});

export const recentAchievements = defineRead({
  name: 'listRecentAchievements',
  path: '/v1/achievements/recent',
  summary: 'What was earned last, by anybody.',
  tag: 'achievements',
  params: {},
  query: { limit: Limit('20') },
  answer: 'RecentAchievements',
  sharedMs: 1_000,
  async run({ db }, { limit = 20 }): Promise<RecentAchievements> {
    const earned = await readRecentAchievements(db, limit);
    return { earned: earned.map(({ at, ...rest }) => ({ ...rest, at: at.toISOString() })) as never };
  },
});

export const memberAchievements = defineRead({
  name: 'listMemberAchievements',
  path: '/v1/members/:id/achievements',
  summary: 'What a member earned, the latest first.',
  tag: 'achievements',
  params: MemberParameter,
  query: {},
  answer: 'MemberAchievements',
  canMiss: true,
  async run({ db }, { id }): Promise<MemberAchievements> {
    const userId = memberId(id);
    const earned = await readMemberAchievements(db, userId);
    if (earned.length === 0 && !(await readMember(db, userId))) throw noMember(id);
    return { earned: earned.map(({ at, ...rest }) => ({ ...rest, at: at.toISOString() })) as never };
  },
});
