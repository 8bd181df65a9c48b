import { Type } from '@sinclair/typebox';
import type { Explanation, JournalEntry } from '@synapse/contracts';
import { explainRead, type Reasons } from '@synapse/economy';
import { HttpProblem } from '@synapse/http';
import {
  findJournalRow,
  type JournalPlace,
  type JournalRecord,
  readJournal,
  readJournalRow,
  readMember,
  readMemberNames,
} from '@synapse/store';
import { decodeCursor, encodeCursor } from './cursor.js';
import { Cursor, Limit, MemberParameter, memberId } from './inputs.js';
import { noMember } from './members.js';
import { defineRead } from './read.js';
import type { Sources } from './sources.js';

const DEFAULT_LIMIT = 25;
const page = { limit: Limit(String(DEFAULT_LIMIT)), cursor: Cursor };

export const journal = defineRead({
  name: 'getJournal',
  path: '/v1/members/:id/journal',
  summary: 'What a member earned and why, newest first. The sums over all pages are the profile’s figures.',
  tag: 'members',
  params: MemberParameter,
  query: page,
  answer: 'Journal',
  canMiss: true,
  async run(sources, asked) {
    const { rows, next } = await pageOf(sources, asked);
    return { entries: rows.map(entry), next };
  },
});

export const statement = defineRead({
  name: 'getStatement',
  path: '/v1/members/:id/statement',
  summary: 'The journal of a member with everything that it knows: for the member, not for the public.',
  tag: 'members',
  params: MemberParameter,
  query: page,
  answer: 'Statement',
  canMiss: true,
  isPrivate: true,
  async run(sources, asked) {
    const { rows, next } = await pageOf(sources, asked);
    return {
      entries: rows.map((row) => {
        const { fact, rule_set, guild = null, channel = null, reason = null, item = null } = reasonsOf(row);
        const known = { cause: fact, rule_set, guild_id: guild, channel_id: channel, reason, item };
        return { ...entry(row), ...known, why: explainRead(row) };
      }),
      next,
    };
  },
});

export const explanation = defineRead({
  name: 'explain',
  path: '/v1/explain/:entry',
  summary: 'Why a journal entry says what it says, by its number or by the id of the reward event.',
  tag: 'members',
  params: {
    entry: Type.String({
      pattern: '^[\\x21-\\x7e]{1,100}$',
      description: 'The `id` of a journal entry or of a reward event.',
      examples: ['msg:80351110224678912:given'],
    }),
  },
  query: {},
  answer: 'Explanation',
  canMiss: true,
  async run({ db }, { entry: asked }): Promise<Explanation> {
    const row = /^[1-9]\d{0,17}$/.test(asked)
      ? await readJournalRow(db, BigInt(asked))
      : await findJournalRow(db, asked);
    if (!row) throw new HttpProblem(404, `The journal has no entry ${asked}.`);
    const called = (await readMemberNames(db, [row.user_id])).get(row.user_id);
    const { rule_set, xp = [], stars = [] } = reasonsOf(row);
    return {
      ...entry(row),
      member: { id: String(row.user_id), name: called?.name ?? '', avatar: called?.avatar ?? null },
      rule_set,
      xp_factors: xp.map(([name, value]) => ({ name, value })),
      star_factors: stars.map(([name, value]) => ({ name, value })),
    };
  },
});

interface Asked {
  id: string;
  limit?: number;
  cursor?: string;
}

/** A page of a member's journal; one row more is read, to know whether there is a next page. */
async function pageOf(
  { db }: Sources,
  { id, limit = DEFAULT_LIMIT, cursor }: Asked,
): Promise<{ rows: JournalRecord[]; next: string | null }> {
  const userId = memberId(id);
  const after = cursor === undefined ? null : placeIn(cursor, id);
  const rows = await readJournal(db, userId, { after, limit: limit + 1 });
  if (rows.length === 0 && !(await readMember(db, userId))) throw noMember(id);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    rows: rows.slice(0, limit),
    next: last ? encodeCursor([id], [last.at.getTime(), String(last.id)]) : null,
  };
}

function placeIn(cursor: string, id: string): JournalPlace {
  const [at, row] = decodeCursor(
    cursor,
    [id],
    (parts) =>
      parts.length === 2 &&
      Number.isSafeInteger(parts[0]) &&
      Math.abs(parts[0] as number) < 8e12 &&
      /^[1-9]\d{0,17}$/.test(String(parts[1])),
  );
  return { at: new Date(at as number), id: BigInt(row as string) };
}

/** What anybody may know of a row: no id of an admin or of a channel. */
function entry(row: JournalRecord): JournalEntry {
  const reasons = reasonsOf(row);
  const { interaction, category, season_id, xp, stars } = row;
  return {
    id: String(row.id),
    at: row.at.toISOString(),
    interaction,
    category,
    season_id,
    xp,
    stars,
    gold: reasons.gold_delta ?? 0,
    denial: reasons.denial ?? null,
    // Why an admin gave something and what a member bought is between them.
    why: explainRead({ ...row, metadata: { ...reasons, reason: undefined, item: undefined } }),
  };
}

const reasonsOf = ({ metadata }: JournalRecord) => metadata as unknown as Reasons;
