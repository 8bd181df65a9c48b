import { Type } from '@sinclair/typebox';
import { SeasonDocument } from '@synapse/contracts';
import { HttpProblem } from '@synapse/http';
import { isOperatorError } from '@synapse/runtime';
import type { OpenPrismaClient } from '@synapse/store';
import type { Transaction } from '../audit.js';
import type { Admin } from '../changes/admin.js';
import { tableChange } from '../changes/change.js';
import { RowId } from '../http/ids.js';
import { closeSeason } from '../seasons/close-seasons.js';
import { endNow, rollRows } from '../seasons/roll-season.js';
import { homeGuild } from './home-guild.js';
import { done, existing, type Resource } from './row-change.js';

const { name: Name } = SeasonDocument.properties;
const Time = Type.String({
  pattern: '^20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,3})?Z$',
  description: 'ISO 8601, UTC.',
});
const Days = Type.Integer({ minimum: 1, maximum: 3650, description: 'How long it lasts.' });
const DAY_MS = 86_400_000;

export const seasons: Resource<SeasonDocument> = {
  table: 'seasons',
  name: 'season',
  schema: SeasonDocument,
  async read(tx, id) {
    const row = await tx.season.findUnique({ where: { id } });
    return row && toDocument(row, (await tx.seasonClosing.count({ where: { seasonId: id } })) > 0);
  },
};

export async function listSeasons(tx: Transaction): Promise<SeasonDocument[]> {
  const closed = new Set((await tx.seasonClosing.findMany()).map(({ seasonId }) => seasonId));
  return (await tx.season.findMany({ orderBy: { id: 'asc' } })).map((row) =>
    toDocument(row, closed.has(row.id)),
  );
}

type Row = NonNullable<Awaited<ReturnType<OpenPrismaClient['season']['findUnique']>>>;

const toDocument = (row: Row, closed: boolean): SeasonDocument => ({
  id: String(row.id),
  guild_id: String(row.guildId),
  name: row.name,
  starts_at: row.startsAt.toISOString(),
  ends_at: row.endsAt.toISOString(),
  active: row.active,
  closed,
});

const described = { tag: 'seasons', scope: 'rules' } as const;
const Id = Type.Object({ id: RowId });

export const seasonChanges = [
  tableChange({
    ...described,
    name: 'start_season',
    method: 'POST',
    path: '/seasons',
    summary: 'Opens a season now, when none is active.',
    params: Type.Object({}),
    body: Type.Object({ name: Name, days: Days }, { additionalProperties: false }),
    async make(tx, { name, days }, { now }) {
      if (await tx.season.findFirst({ where: { active: true } })) {
        throw new HttpProblem(409, 'A season is active: roll it, or end it first.');
      }
      await mustBeFree(tx, name);
      const endsAt = new Date(now.getTime() + days * DAY_MS);
      const data = { guildId: await homeGuild(tx), name, startsAt: now, endsAt, active: true };
      const { id } = await tx.season.create({ data });
      return done(seasons, tx, { id, before: null });
    },
  }),
  tableChange({
    ...described,
    name: 'update_season',
    method: 'PATCH',
    path: '/seasons/:id',
    summary: 'Renames a season, or moves the end of the one that is active.',
    isVersioned: true,
    params: Id,
    body: Type.Object(
      { name: Type.Optional(Name), ends_at: Type.Optional(Time) },
      { additionalProperties: false, minProperties: 1 },
    ),
    async make(tx, { id, name, ends_at }, occasion) {
      const before = await existing(seasons, tx, id, occasion);
      if (name !== undefined && name !== before.name) await mustBeFree(tx, name);
      const endsAt = ends_at === undefined ? undefined : laterThan(occasion.now, ends_at, before);
      await tx.season.update({ where: { id: Number(id) }, data: { name, endsAt } });
      return done(seasons, tx, { id: Number(id), before });
    },
  }),
  tableChange({
    ...described,
    name: 'end_season',
    method: 'DELETE',
    path: '/seasons/:id',
    summary: 'Ends the active season now. Its standings are final some minutes later.',
    isVersioned: true,
    params: Id,
    body: null,
    async make(tx, { id }, occasion) {
      const before = await existing(seasons, tx, id, occasion);
      if (!before.active) throw new HttpProblem(409, 'This season has ended.');
      if (Date.parse(before.starts_at) >= occasion.now.getTime())
        throw new HttpProblem(409, 'It has not begun.');
      await endNow(tx, { id: Number(id), endsAt: new Date(before.ends_at) }, occasion.now);
      return done(seasons, tx, { id: Number(id), before, action: 'DELETE' });
    },
  }),
  tableChange({
    ...described,
    name: 'roll_season',
    method: 'POST',
    path: '/seasons/roll',
    summary: 'Ends the active season now, if there is one, and opens the next.',
    params: Type.Object({}),
    body: Type.Object({ name: Name, days: Days }, { additionalProperties: false }),
    async make(tx, { name, days }, { now }) {
      const { last, old, opened } = await rollRows(tx, { name, days }, now).catch((error: unknown) => {
        throw isOperatorError(error) ? new HttpProblem(409, `${error.message} ${error.hint}`) : error;
      });
      const before = old === null ? null : toDocument(last, false);
      const rolled = await done(seasons, tx, { id: opened, before: null, action: 'SEASON_ROLL' });
      const afterwards = (admin: Admin) => (old === null ? Promise.resolve() : closeSeason(admin, old, now));
      return { ...rolled, audited: { ...rolled.audited, before }, afterwards };
    },
  }),
];

function laterThan(now: Date, given: string, { active, ends_at }: SeasonDocument): Date {
  const end = new Date(given);
  if (Number.isNaN(end.getTime())) throw new HttpProblem(400, 'body/ends_at is a day that no calendar has.');
  if (!active || Date.parse(ends_at) <= now.getTime()) throw new HttpProblem(409, 'This season has ended.');
  if (end <= now)
    throw new HttpProblem(422, 'body/ends_at must lie in the future: to end the season now, delete it.');
  return end;
}

async function mustBeFree(tx: Transaction, name: string): Promise<void> {
  const same = await tx.season.findFirst({ where: { name } });
  if (same)
    throw new HttpProblem(409, `A season is called "${name}" already; figures of one that ended are final.`);
}
