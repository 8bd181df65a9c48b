import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { eventually, type Random } from '@synapse/testkit';
import { type Evidence, erasedOf } from '../judge/evidence.js';
import { API_KEY } from '../system/secrets.js';
import type { System } from '../system/system.js';
import type { Presence } from './presence.js';

const NAME = 'admin';
/** Longer than the longest fault, so that everything is answered in the end. */
const PATIENCE_MS = 60_000;

/** Something that an admin asked for, under a mark of its own. */
interface Wish {
  mark: string;
  method: string;
  path: string;
  body?: object;
  /** Of the rows that it makes, how many there are. */
  made: string;
  /** Of the audit trail's rows about it. */
  audited: string;
  /** What it was answered in the end; `null` when nobody knows. */
  status: number | null;
  answer?: string;
  member?: string;
}

const AUDITED = `select count(*)::int as n from admin_log where after_snapshot::text like '%' || $1 || '%'`;

/** Each thing that an admin asked for and that is under way, in words. */
const UNSETTLED = `
  select format('%s %s is not with its owner', kind, id) as what from jobs where not told
  union all select format('%s of %s is asked since %s', change, door, asked_at) from change_requests where status is null
  union all select format('%s %s runs, with %s of %s done, at %s', kind, id, done, total, place) from (
    select * from lake_jobs union all select * from engine_jobs) as taken where state = 'running'
  union all select format('rules %s are not in the log', version) from rule_sets where log_sequence is null`;

/** An admin's program that changes rules and figures by an API key, asks again until it is answered, and sometimes twice. */
export function admins(system: System): Presence {
  const wishes: Wish[] = [];
  const jobs: string[] = [];
  const bad: string[] = [];
  const forgotten = new Set<string>();
  let asking = 0;
  let isAskedAgain = false;
  let marks = 0;

  async function ask({ method, path, body }: Pick<Wish, 'method' | 'path' | 'body'>, key: string) {
    const answer = await fetch(`${system.httpUrl(NAME)}/v1/admin${path}`, {
      method,
      signal: AbortSignal.timeout(15_000),
      headers: {
        authorization: `Bearer ${API_KEY}`,
        'idempotency-key': key,
        'if-match': '*',
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (answer.status === 500) bad.push(`${method} ${path}: ${text.slice(0, 300)}`);
    return { status: answer.status, text };
  }

  /** Nothing is certain but an answer that is no 5xx and says that it is settled. */
  async function untilAnswered(wish: Wish): Promise<string | null> {
    for (const end = performance.now() + PATIENCE_MS; performance.now() < end; await sleep(300)) {
      const answer = await ask(wish, wish.mark).catch(() => null);
      if (!answer || answer.status >= 500 || answer.status === 202) continue;
      wish.status = answer.status;
      wish.answer = answer.text;
      return answer.text;
    }
    return null;
  }

  async function wants(wish: Omit<Wish, 'status'>, isRepeated: boolean): Promise<void> {
    asking += 1;
    const noted = { ...wish, status: null };
    wishes.push(noted);
    const first = await untilAnswered(noted);
    const { status } = noted as Wish;
    if (first !== null && isRepeated) {
      const again = await ask(wish, wish.mark).catch(() => null);
      const isSame = again === null || again.status >= 500 || isSameAnswer([status, first], again);
      if (!isSame) bad.push(`${wish.mark}: first ${status} ${first}, then ${again?.status} ${again?.text}`);
    }
    asking -= 1;
  }

  function wantsQuest(mark: string, isRepeated: boolean): Promise<void> {
    const made = 'select count(*)::int as n from quests where title = $1';
    const wish = wishOf(mark, 'POST', '/quests', { title: mark, description: 'd' });
    return wants({ ...wish, made, audited: AUDITED }, isRepeated);
  }

  /** Once everything was killed that is: what was done is not done again, and has its old answer. */
  async function isRemembered(): Promise<boolean> {
    for (const wish of wishes.filter(({ status }) => status !== null && status < 300)) {
      const again = await ask(wish, wish.mark).catch(() => null);
      if (again === null || again.status >= 500) return false;
      if (isSameAnswer([wish.status, wish.answer ?? ''], again)) continue;
      forgotten.add(
        `${wish.mark}: first ${wish.status} ${wish.answer}, in the end ${again.status} ${again.text}`,
      );
    }
    return true;
  }

  async function wantsJob(path: string, body: object | undefined): Promise<void> {
    asking += 1;
    marks += 1;
    const wish = {
      ...wishOf(`job-${marks}`, 'POST', path, body),
      made: '',
      audited: '',
      status: null,
    };
    const text = await untilAnswered(wish);
    if (text !== null && (wish as Wish).status === 201) jobs.push((JSON.parse(text) as { id: string }).id);
    asking -= 1;
  }

  function draw(random: Random): Promise<void> {
    marks += 1;
    const mark = `admin-${marks}-${random.int(0, 1_000_000)}`;
    const isRepeated = random.chance(0.3);
    const kind = random.pick(['quest', 'quest', 'setting', 'award', 'award', 'job'] as const);
    if (kind === 'quest') return wantsQuest(mark, isRepeated);
    if (kind === 'setting') {
      const set = { [`dashboard_subtitle:${system.simulator.world.guilds[0]?.id}`]: mark };
      // A later one takes its place in the table, and in none of the rule sets.
      const made = `select least(count(*), 1)::int as n from rule_sets where body->>'settings' like '%"' || $1 || '"%'`;
      return wants({ ...wishOf(mark, 'PATCH', '/settings', { set }), made, audited: AUDITED }, isRepeated);
    }
    if (kind === 'award') {
      const members = system.simulator.world.guilds.flatMap((guild) => guild.members);
      const member = random.pick(members).user.id;
      const made = `select count(*)::int as n from activity_log where event_type = 'MANUAL_AWARD' and metadata->>'reason' = $1`;
      const wish = wishOf(mark, 'POST', `/members/${member}/awards`, { xp: 1, reason: mark });
      return wants({ ...wish, member, made, audited: AUDITED }, isRepeated);
    }
    const path = random.pick(['/retention-runs', '/reconciliation-runs', '/rebuilds']);
    return wantsJob(path, path === '/rebuilds' ? { repair: random.chance(0.5) } : undefined);
  }

  return {
    async live(until, random) {
      // The database may break at once; without the key nothing is ever answered.
      const isMade = () =>
        makeKey(system).then(
          () => true,
          () => false,
        );
      await eventually('the key of an admin', isMade, PATIENCE_MS);
      const all: Promise<void>[] = [];
      while (!until.aborted) {
        // Thirty in a minute is what one admin may.
        await sleep(random.int(300, 1_500), undefined, { signal: until }).catch(() => {});
        if (!until.aborted && all.length < 25) all.push(draw(random));
      }
    },
    async awaits() {
      if (asking > 0) return `answers of the admin API to ${asking} wishes`;
      // A short life full of faults may have refused everything: once they are mended, something succeeds.
      if (!wishes.some(succeeded)) {
        marks += 1;
        await wantsQuest(`peace-${marks}`, false);
      }
      isAskedAgain ||= await isRemembered();
      if (!isAskedAgain) return 'the admin API to say again what it answered';
      const open = await system.rows<{ what: string }>(UNSETTLED);
      return open.length === 0 ? null : open.map(({ what }) => what).join('; ');
    },
    invariants: [
      { name: 'what an admin was answered is so', check: (evidence) => promisesHold(evidence, wishes) },
      {
        name: 'under the same key an admin has the same answer, whatever was killed',
        check: () => [...forgotten].slice(0, 3),
      },
      { name: 'every answer of the admin API is a document of its own', check: () => bad.slice(0, 3) },
      { name: 'the chain of the audit trail holds', check: () => chainHolds(system) },
      { name: 'jobs are done, and find nothing wrong', check: (evidence) => jobsAreDone(evidence, jobs) },
      { name: 'the rules of the tables are in force', check: () => rulesAreInForce(system) },
    ],
  };
}

const wishOf = (mark: string, method: string, path: string, body?: object) => ({
  mark,
  method,
  path,
  ...(body && { body }),
});

const succeeded = ({ status }: Wish): boolean => status !== null && status < 300;

/** Keys of objects have no order in the database. */
const isSameAnswer = (
  [status, text]: [number | null, string],
  again: { status: number; text: string },
): boolean => status === again.status && isDeepStrictEqual(JSON.parse(text), JSON.parse(again.text));

/** The key of a bot that owns the guild: whatever happens to people, it stays. */
async function makeKey({ rows, simulator }: System): Promise<void> {
  const [guild] = simulator.world.guilds;
  const owner = guild?.members.findLast(({ user }) => user.bot)?.user.id;
  if (guild && owner) guild.owner_id = owner;
  const digest = createHash('sha256').update(API_KEY).digest('hex');
  await rows(
    `insert into api_keys (name, digest, scopes, created_by) values ('faults', $1, '{read,rules,members,operations}', $2)
     on conflict do nothing`,
    [digest, owner],
  );
}

/** Success: there once, in the audit trail once. An error: nowhere. Nobody knows: both or neither. */
async function promisesHold(evidence: Evidence, wishes: readonly Wish[]): Promise<string[]> {
  const { system } = evidence;
  const erased = erasedOf(evidence);
  const complaints: string[] = [];
  for (const { mark, status, made, audited, member } of wishes) {
    if (member !== undefined && erased.has(member)) continue;
    const [rows] = await system.rows<{ n: number }>(made, [mark]);
    const [trail] = await system.rows<{ n: number }>(audited, [mark]);
    const found = `${rows?.n} in the table, ${trail?.n} in the audit trail`;
    const expected = status === null ? rows?.n : status < 300 ? 1 : 0;
    if (rows?.n !== expected || trail?.n !== expected || (rows?.n ?? 0) > 1) {
      complaints.push(`${mark} was answered with ${status}: ${found}`);
    }
  }
  if (!wishes.some(succeeded)) complaints.push('no change was ever answered with success');
  return complaints;
}

async function chainHolds(system: System): Promise<string[]> {
  const { code, lines } = await system.command(NAME, 'verify-audit-main');
  return code === 0 ? [] : [`verify-audit ended with ${code}: ${lines.slice(-3).join(' ')}`];
}

async function jobsAreDone(
  { system: { rows }, injections }: Evidence,
  ids: readonly string[],
): Promise<string[]> {
  const found = await rows<{ id: number; kind: string; state: string; problem: string; report: Report }>(
    'select id, kind, state, problem, report from lake_jobs union all select id, kind, state, problem, report from engine_jobs',
  );
  return [
    ...ids
      .filter((id) => !found.some((job) => String(job.id) === id))
      .map((id) => `nobody did the job ${id}`),
    ...found
      .filter(({ state }) => state !== 'done')
      .map(({ id, kind, state, problem }) => `${kind} ${id} is ${state}: ${problem}`),
    ...found
      .filter(() => !injections.spoils)
      .filter(({ report }) => report?.mended || report?.removed || report?.tables?.some(isWrong))
      .map(({ id, kind, report }) => `${kind} ${id} found ${JSON.stringify(report)}`),
  ];
}

interface Report {
  mended?: number;
  removed?: number;
  tables?: { differing: number; missing: number; superfluous: number }[];
}

const isWrong = ({ differing, missing, superfluous }: NonNullable<Report['tables']>[number]) =>
  differing + missing + superfluous > 0;

async function rulesAreInForce({ rows }: System): Promise<string[]> {
  const [row] = await rows<{ newest: number; lake: number; engine: number }>(
    `select max(version) as newest, (select rule_set_version from lake_positions) as lake,
       (select rule_set_version from engine_positions) as engine from rule_sets`,
  );
  if (row && row.lake === row.newest && row.engine === row.newest) return [];
  return [`version ${row?.newest} is the newest; the lake has ${row?.lake}, the engine ${row?.engine}`];
}
