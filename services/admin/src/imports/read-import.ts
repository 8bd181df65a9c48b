import { isSnowflake } from '@synapse/contracts';
import { LARGEST_FIGURE } from '@synapse/economy';
import { HttpProblem } from '@synapse/http';
import { parse } from 'csv-parse/sync';

/** Where a file of members comes from. */
export const FORMATS = ['csv', 'mee6', 'polaris', 'amari'] as const;
export type Format = (typeof FORMATS)[number];

export interface ImportRow {
  /** Of the file, from 1; of a JSON file the place in its list. */
  line: number;
  member: string;
  xp: number;
  level: number | null;
}

export interface BadRow {
  line: number;
  reason: string;
}

export interface ReadImport {
  rows: ImportRow[];
  bad: BadRow[];
}

/** What a row says, before it is looked at. */
type Claim = { line: number; member: unknown; xp: unknown; level: unknown };

const MOST_ROWS = 200_000;

/**
 * Reads a file of members with XP and level. Bad rows are listed and stop nothing.
 * @throws HttpProblem 422 when the file as a whole is not of this format
 */
export function readImport(format: Format, content: string): ReadImport {
  const claims = format === 'csv' ? csvRows(content) : jsonRows(format, content);
  if (claims.length > MOST_ROWS) {
    throw new HttpProblem(422, `The file has ${claims.length} rows: cut it into files of ${MOST_ROWS}.`);
  }
  const rows: ImportRow[] = [];
  const bad: BadRow[] = [];
  const lines = new Map<string, number>();
  for (const claim of claims) {
    const reason = complaint(claim, lines);
    if (reason !== null) {
      bad.push({ line: claim.line, reason });
      continue;
    }
    const member = String(claim.member);
    lines.set(member, claim.line);
    rows.push({ line: claim.line, member, xp: figure(claim.xp) ?? 0, level: figure(claim.level) });
  }
  return { rows, bad };
}

function complaint({ member, xp, level }: Claim, lines: ReadonlyMap<string, number>): string | null {
  if (!isSnowflake(member)) return `"${String(member ?? '').slice(0, 40)}" is no Discord id.`;
  const earlier = lines.get(member);
  if (earlier !== undefined) return `The member stands in line ${earlier} already.`;
  if (isGiven(xp) && figure(xp) === null) return `XP must be a whole number from 0 to ${LARGEST_FIGURE}.`;
  if (isGiven(level) && figure(level) === null) return 'The level must be a whole number.';
  return isGiven(xp) || isGiven(level) ? null : 'There is neither XP nor a level.';
}

const isGiven = (value: unknown) => value !== undefined && value !== null && value !== '';

/** Some bots write figures as texts, and XP with a fraction. */
function figure(value: unknown): number | null {
  if (!isGiven(value) || !/^\d{1,10}(\.\d+)?$/.test(String(value))) return null;
  const number = Math.trunc(Number(value));
  return number <= LARGEST_FIGURE ? number : null;
}

const COLUMNS: Record<string, 'member' | 'xp' | 'level'> = {
  id: 'member',
  user_id: 'member',
  userid: 'member',
  member: 'member',
  member_id: 'member',
  discord_id: 'member',
  xp: 'xp',
  exp: 'xp',
  total_xp: 'xp',
  level: 'level',
  lvl: 'level',
};

function csvRows(content: string): Claim[] {
  const header = (names: string[]) =>
    names.map((name) => COLUMNS[name.trim().toLowerCase().replaceAll(/[ -]/g, '_')] ?? `_${name}`);
  let records: { record: Record<string, string>; info: { lines: number } }[];
  try {
    records = parse(content, {
      columns: header,
      info: true,
      bom: true,
      trim: true,
      delimiter: [',', ';', '\t'],
      skip_empty_lines: true,
      relax_column_count: true,
    }) as unknown as typeof records;
  } catch (error) {
    throw new HttpProblem(422, `The file is no CSV: ${(error as Error).message.slice(0, 300)}`);
  }
  const [first] = records;
  if (!first || !('member' in first.record)) {
    throw new HttpProblem(422, 'The first line must name the columns, such as: id,xp,level');
  }
  return records.map(({ record: { member, xp, level }, info }) => ({ line: info.lines, member, xp, level }));
}

type Json = Record<string, unknown>;

/** Where each bot's JSON has its members, and what they are called there. */
const JSON_FORMATS: Record<Exclude<Format, 'csv'>, (file: Json) => unknown[] | null> = {
  // MEE6's leaderboard: `players`, whose `xp` is the total.
  mee6: ({ players }) => (Array.isArray(players) ? players : null),
  // Polaris' export: `users` by id. Source: its export button writes settings and users.
  polaris: ({ users }) =>
    typeof users === 'object' && users !== null
      ? Object.entries(users).map(([id, user]) => ({ ...(user as Json), id }))
      : null,
  // Amari's leaderboard: `data`, with `exp`.
  amari: ({ data }) =>
    Array.isArray(data) ? data.map((row: Json | null) => ({ ...row, xp: row?.exp })) : null,
};

function jsonRows(format: Exclude<Format, 'csv'>, content: string): Claim[] {
  const members = JSON_FORMATS[format](parsed(content));
  if (!members) throw new HttpProblem(422, `The file is JSON, but none that ${format} writes.`);
  return members.map((member, index) => {
    const { id, xp, level } = (member ?? {}) as Json;
    return { line: index + 1, member: id, xp, level };
  });
}

function parsed(content: string): Json {
  try {
    const file: unknown = JSON.parse(content);
    if (typeof file === 'object' && file !== null) return file as Json;
  } catch {
    // Told below.
  }
  throw new HttpProblem(422, 'The file is no JSON document.');
}
