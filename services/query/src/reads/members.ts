import { Type } from '@sinclair/typebox';
import { BOARDS, COUNTERS, type MemberProfile, settingValue } from '@synapse/contracts';
import { createLevelCurve } from '@synapse/economy';
import { HttpProblem } from '@synapse/http';
import { type MemberRecord, readMember, readPreferences, searchMembers } from '@synapse/store';
import { AsOf, Limit, MemberParameter, memberId, pastMoment } from './inputs.js';
import { freshness } from './leaderboards.js';
import { defineRead } from './read.js';
import type { Sources } from './sources.js';

export const member = defineRead({
  name: 'getMember',
  path: '/v1/members/:id',
  summary: 'A member’s figures and places, now or as of a moment.',
  tag: 'members',
  params: MemberParameter,
  query: { as_of: AsOf },
  answer: 'MemberProfile',
  canMiss: true,
  async run(sources, { id, as_of: asOf }) {
    const userId = memberId(id);
    const at = asOf === undefined ? undefined : pastMoment(asOf, sources.now());
    const found = await readMember(sources.db, userId, at === undefined ? undefined : new Date(at));
    if (!found) throw noMember(id);
    const places = at === undefined ? await placesNow(sources, userId) : await placesAt(sources, userId, at);
    return { ...(await profile(sources, found)), ...places };
  },
});

export const ranks = defineRead({
  name: 'getRanks',
  path: '/v1/members/:id/ranks',
  summary:
    'A member’s place on each board; null where they are on none, as nobody is whom the boards do not know.',
  tag: 'members',
  params: MemberParameter,
  query: {},
  answer: 'MemberRanks',
  run: async (sources, { id }) => ({ id, ...(await placesNow(sources, memberId(id))) }),
});

export const noMember = (id: string) => new HttpProblem(404, `No member has the id ${id}.`);

type Places = Pick<MemberProfile, 'ranks' | 'as_of'>;
const NO_PLACES = Object.fromEntries(BOARDS.map((board) => [board, null]));

async function placesNow({ boards }: Sources, id: bigint): Promise<Places> {
  const live = await boards.current();
  const ranks = BOARDS.map((board) => [board, rankOn(live.standings.placeOf(board, id))]);
  return { ranks: Object.fromEntries(ranks), as_of: freshness(live) };
}

async function placesAt({ pastBoard }: Sources, id: bigint, at: number): Promise<Places> {
  const standings = await pastBoard(`xp ${at} null`, { board: 'xp', at, season: null });
  return {
    ranks: { ...NO_PLACES, xp: rankOn(standings.placeOf('xp', id)) },
    as_of: { entry: null, at: new Date(at).toISOString() },
  };
}

const rankOn = (place: number | null) => (place === null ? null : place + 1);

async function profile(
  { rules }: Sources,
  found: MemberRecord,
): Promise<Omit<MemberProfile, 'ranks' | 'as_of'>> {
  const { settings } = await rules();
  const curve = createLevelCurve(
    settingValue(settings, 'level_base'),
    settingValue(settings, 'level_factor'),
  );
  const { id, name, avatar, github_username, xp, level, gold, stars, left_at: leftAt } = found;
  const at = curve.threshold(level);
  return {
    id: String(id),
    name,
    avatar,
    github_username,
    xp,
    level,
    gold,
    stars,
    next_level: {
      from: level === 1 ? 0 : Math.min(xp, curve.threshold(level - 1)),
      at: Number.isFinite(at) ? at : null,
    },
    counters: Object.fromEntries(COUNTERS.map((counter) => [counter, found[counter]])),
    left_at: leftAt?.toISOString() ?? null,
  };
}

export const search = defineRead({
  name: 'searchMembers',
  path: '/v1/members',
  summary: 'Members by name, those with the most XP first.',
  tag: 'members',
  params: {},
  query: {
    search: Type.String({
      minLength: 2,
      maxLength: 100,
      pattern: '\\S\\s*\\S',
      description: 'A part of the display name, whatever the case.',
    }),
    limit: Limit('10', 25),
  },
  answer: 'MemberSearch',
  sharedMs: 2_000,
  async run({ db, boards, slowly }, { search: text, limit = 10 }) {
    const { standings } = await boards.current();
    const found = await slowly(() => searchMembers(db, text.trim(), limit));
    return {
      members: found.map(({ id, ...rest }) => ({
        id: String(id),
        ...rest,
        rank: rankOn(standings.placeOf('xp', id)),
      })),
    };
  },
});

export const preferences = defineRead({
  name: 'getPreferences',
  path: '/v1/members/:id/preferences',
  summary: 'What a member wants announced; everything, until they say otherwise.',
  tag: 'members',
  params: MemberParameter,
  query: {},
  answer: 'Preferences',
  isPrivate: true,
  run: ({ db }, { id }) => readPreferences(db, memberId(id)),
});
