import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Bus, connectBus, rewardsStream } from '@synapse/bus';
import { migrate, openPool } from '@synapse/store';
import {
  ensureDatabase,
  freePort,
  roleUrl,
  serviceRoles,
  setRolePasswords,
  startNats,
  startPostgres,
  temporaryFolder,
  testRolePassword,
  tether,
} from '@synapse/testkit';
import { type Closing, createClosing } from '../closing.js';
import { median } from '../statistics.js';
import { renderTable } from '../table.js';
import { freshness } from './freshness.js';
import { ask, countedRank, medianMs, requestsPerSecond } from './measure.js';
import { memberId, seed } from './seed.js';

const MEMBERS = Number(process.argv[2] ?? 1_000_000);
const ROUNDS = 5;
const SECONDS = 2;
const PAGE = 25;
const root = resolve(__dirname, '../../..');
const say = (line: string) => process.stderr.write(`${line}\n`);

type Row = [figure: string, measured: string, beside: string, ratio: string, target: string];

async function main(closing: Closing): Promise<void> {
  say(`Filling a database with ${MEMBERS.toLocaleString('en')} members.`);
  const url = await database(closing);
  const pool = openPool({ url, applicationName: 'bench', statementTimeoutMs: 600_000 });
  closing.add('the connections to PostgreSQL', () => pool.end());
  await seed(pool, MEMBERS);
  const bus = await broker(closing);
  const { base, readyMs, pid } = await startQuery(url, bus.url, closing);
  const rows: Row[] = [
    ['from start to answering', `${(readyMs / 1_000).toFixed(1)} s`, '', '', 'at most 5 s'],
  ];

  const middle = await pool.query(
    `select id, xp from users order by xp desc, id offset ${MEMBERS >> 1} limit 1`,
  );
  const { id, xp } = middle.rows[0] as { id: bigint; xp: number };
  const { ranks } = await ask<{ ranks: { xp: number } }>(`${base}/v1/members/${id}/ranks`);
  if (ranks.xp !== (await countedRank(pool, id))) throw new Error('The rank is not what counting gives.');
  const counting = await medianMs(20, () => pool.query('select count(*) from users where xp > $1', [xp]));
  const ranked = 1_000 / (await requestsPerSecond(`${base}/v1/members/${id}/ranks`, SECONDS));
  rows.push(beside('median rank, over HTTP', ranked, 'count(*)', counting, 300));

  const deepest = MEMBERS - PAGE;
  const before = await pool.query(
    `select id, xp from users order by xp desc, id offset ${deepest - 1} limit 1`,
  );
  const cursor = Buffer.from(
    JSON.stringify([
      ['xp', null, null],
      [before.rows[0].xp, String(before.rows[0].id)],
    ]),
  ).toString('base64url');
  const page = `${base}/v1/leaderboards/xp?limit=${PAGE}&cursor=${cursor}`;
  const offset = `select id from users order by xp desc, id offset ${deepest} limit ${PAGE}`;
  const expected = (await pool.query(offset)).rows.map((row) => String(row.id));
  const { members } = await ask<{ members: { id: string }[] }>(page);
  if (JSON.stringify(members.map((member) => member.id)) !== JSON.stringify(expected)) {
    throw new Error('The deepest page is not what the database orders.');
  }
  const offsetMs = await medianMs(3, () => pool.query(offset));
  // Another address each time, so that no answer is shared.
  let n = 0;
  const pageMs = await medianMs(200, () => ask(`${page}&n=${n++}`));
  rows.push(beside('deepest page, over HTTP', pageMs, 'offset', offsetMs, 200));

  rows.push(await hotBoard(base, closing));
  const fresh = await freshness(bus.bus, base, memberId(1));
  rows.push([
    'from a reward frame to an answer with it',
    `${fresh.median.toFixed(1)} ms`,
    `99 of 100 within ${fresh.p99.toFixed(1)} ms`,
    '',
    '',
  ]);
  rows.push(['memory of query', `${peakMiB(pid)} MiB`, '', '', 'at most 400 MiB']);
  const header = ['figure', 'measured', 'beside it', 'ratio', 'target'];
  process.stdout.write(
    `\n${MEMBERS.toLocaleString('en')} members\n\n${renderTable(header, rows, header.slice(1))}\n`,
  );
}

const beside = (figure: string, ms: number, name: string, othersMs: number, target: number): Row => [
  figure,
  `${ms.toFixed(3)} ms`,
  `${name} ${othersMs.toFixed(1)} ms`,
  (othersMs / ms).toFixed(0),
  `at least ${target}`,
];

/** The board that everybody looks at, against a constant of the same size, in turns. */
async function hotBoard(base: string, closing: Closing): Promise<Row> {
  const board = `${base}/v1/leaderboards/xp`;
  const size = (await (await fetch(board)).arrayBuffer()).byteLength;
  const port = await freePort();
  const constant = `http://127.0.0.1:${port}/`;
  const env = { PATH: process.env.PATH, SIZE: String(size), PORT: String(port) };
  const child = tether(process.execPath, [join(__dirname, 'constant-main.js')], { env });
  closing.add('the constant', () => child.stop());
  while (!(await fetch(constant).catch(() => null))?.ok) await sleep(50);
  const rates: Record<'board' | 'constant', number[]> = { board: [], constant: [] };
  for (let round = 0; round <= ROUNDS; round++) {
    const [a, b] = [await requestsPerSecond(constant, SECONDS), await requestsPerSecond(board, SECONDS)];
    if (round === 0) continue;
    rates.constant.push(a);
    rates.board.push(b);
  }
  const [mine, other] = [median(rates.board), median(rates.constant)];
  const perSecond = (rate: number) => `${Math.round(rate).toLocaleString('en')}/s`;
  return [
    'hot board',
    perSecond(mine),
    `constant ${perSecond(other)}`,
    (mine / other).toFixed(2),
    'at least 0.85',
  ];
}

async function database(closing: Closing): Promise<string> {
  const folder = temporaryFolder('synapse-bench-');
  closing.add('the temporary folder', folder.remove);
  const postgres = await startPostgres({
    dataDir: join(folder.path, 'postgres'),
    durable: false,
    onProgress: say,
  });
  closing.add('PostgreSQL', postgres.stop);
  const url = await ensureDatabase(postgres.url, 'synapse');
  await migrate(url);
  const roles = await serviceRoles(url);
  await setRolePasswords(url, Object.fromEntries(roles.map((role) => [role, testRolePassword])));
  return url;
}

async function broker(closing: Closing): Promise<{ url: string; bus: Bus }> {
  const folder = temporaryFolder('synapse-bench-nats-');
  closing.add("the broker's folder", folder.remove);
  const nats = await startNats({ dataDir: folder.path });
  closing.add('NATS', nats.stop);
  const bus = await connectBus({ url: nats.url, name: 'bench' });
  closing.add('the connection to NATS', () => bus.close());
  await bus.jsm.streams.add(rewardsStream());
  return { url: nats.url, bus };
}

async function startQuery(
  url: string,
  natsUrl: string,
  closing: Closing,
): Promise<{ base: string; readyMs: number; pid: number }> {
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const began = performance.now();
  const child = tether(process.execPath, [join(root, 'services/query/dist/main.js')], {
    env: {
      PATH: process.env.PATH,
      LOG_LEVEL: 'error',
      DATABASE_URL: roleUrl(url, 'synapse_query'),
      NATS_URL: natsUrl,
      HTTP_PORT: String(port),
      HTTP_REQUESTS_PER_MINUTE: '0',
      OPS_PORT: String(await freePort()),
    },
  });
  closing.add('query', () => child.stop());
  while (!(await fetch(`${base}/v1/members/${memberId(1)}/ranks`).catch(() => null))?.ok) {
    if (child.hasExited()) throw new Error(child.lastLines().join('\n'));
    await sleep(20);
  }
  const readyMs = performance.now() - began;
  while (!(await fetch(`${base}/v1/leaderboards/monthly`)).ok) await sleep(100);
  return { base, readyMs, pid: child.pid };
}

/** The most memory that a process ever had, as Linux tells it. */
function peakMiB(pid: number): number {
  const [, kib = '0'] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Math.round(Number(kib) / 1_024);
}

const closing = createClosing();
main(closing)
  .finally(() => closing.all(say))
  .then(
    () => process.exit(0),
    (error: Error) => {
      say(`bench: ${error.message}`);
      process.exit(1);
    },
  );
