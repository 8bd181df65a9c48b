import { pipeline } from 'node:stream/promises';
import { type ImportFormat, isSnowflake } from '@synapse/contracts';
import { LARGEST_FIGURE } from '@synapse/economy';
import { HttpProblem } from '@synapse/http';
import { CsvError, parse } from 'csv-parse';
import { jsonValues } from './json-values.js';

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

/** What a row says, before it is looked at. */
type Claim = { line: number; member: unknown; xp: unknown; level: unknown };

const MOST_ROWS = 1_000_000;

/**
 * Reads a file of members with XP and level, row by row as it comes. Bad rows say why, and stop nothing.
 * @throws HttpProblem 422 when the file as a whole is not of this format
 */
export async function* readImport(
  format: ImportFormat,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<ImportRow | BadRow> {
  const lines = new Map<string, number>();
  let rows = 0;
  for await (const claim of format === 'csv' ? csvRows(chunks) : jsonRows(format, chunks)) {
    rows += 1;
    if (rows > MOST_ROWS)
      throw new HttpProblem(422, `The file has more than ${MOST_ROWS} rows: cut it in two.`);
    const reason = complaint(claim, lines);
    if (reason !== null) {
      yield { line: claim.line, reason };
      continue;
    }
    const member = String(claim.member);
    lines.set(member, claim.line);
    yield { line: claim.line, member, xp: figure(claim.xp) ?? 0, level: figure(claim.level) };
  }
  if (rows === 0) throw new HttpProblem(422, `The file holds no member as ${format} writes them.`);
}

function complaint({ member, xp, level }: Claim, lines: ReadonlyMap<string, number>): string | null {
  if (!isSnowflake(member)) return `"${printable(member)}" is no Discord id.`;
  const earlier = lines.get(member);
  if (earlier !== undefined) return `The member stands in line ${earlier} already.`;
  if (isGiven(xp) && figure(xp) === null) return `XP must be a whole number from 0 to ${LARGEST_FIGURE}.`;
  if (isGiven(level) && figure(level) === null) return 'The level must be a whole number.';
  return isGiven(xp) || isGiven(level) ? null : 'There is neither XP nor a level.';
}

const printable = (value: unknown): string =>
  String(value ?? '')
    .slice(0, 40)
    .replace(/[^\x20-\x7e]/g, '?');

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

const LONGEST_LINE = 1024 * 1024;

async function* csvRows(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Claim> {
  const header = (names: string[]) =>
    names.map((name) => COLUMNS[name.trim().toLowerCase().replaceAll(/[ -]/g, '_')] ?? `_${name}`);
  const parser = parse({
    columns: header,
    info: true,
    bom: true,
    trim: true,
    delimiter: [',', ';', '\t'],
    skip_empty_lines: true,
    relax_column_count: true,
    max_record_size: LONGEST_LINE,
  });
  const fed = pipeline(chunks, parser);
  fed.catch(() => {});
  try {
    for await (const { record, info } of parser as AsyncIterable<CsvRecord>) {
      if (!('member' in record)) throw noHeader();
      const { member, xp, level } = record;
      yield { line: info.lines, member, xp, level };
    }
    await fed;
  } catch (error) {
    // Its words would quote the line.
    if (error instanceof CsvError)
      throw new HttpProblem(422, `The file is no CSV (${error.code.toLowerCase()}).`);
    throw error;
  }
}

type CsvRecord = { record: Record<string, string>; info: { lines: number } };

const noHeader = () => new HttpProblem(422, 'The first line must name the columns, such as: id,xp,level');

type Json = Record<string, unknown>;

/** Where each bot's JSON has its members, and what they are called there. */
const JSON_FORMATS: Record<
  Exclude<ImportFormat, 'csv'>,
  { path: string; member: (row: Json, key: unknown) => Json }
> = {
  // MEE6's leaderboard: `players`, whose `xp` is the total.
  mee6: { path: '$.players.*', member: (row) => row },
  // Polaris' export: `users` by id. Source: its export button writes settings and users.
  polaris: { path: '$.users.*', member: (row, id) => ({ ...row, id }) },
  // Amari's leaderboard: `data`, with `exp`.
  amari: { path: '$.data.*', member: (row) => ({ ...row, xp: row.exp }) },
};

async function* jsonRows(
  format: Exclude<ImportFormat, 'csv'>,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Claim> {
  const { path, member } = JSON_FORMATS[format];
  let line = 0;
  for await (const { key, value } of jsonValues(chunks, [path])) {
    line += 1;
    const { id, xp, level } = member((value ?? {}) as Json, key);
    yield { line, member: id, xp, level };
  }
}
