import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { freePort } from '@synapse/testkit';
import { createClosing } from './closing.js';
import { openScene } from './scene.js';
import type { RunningService } from './service.js';
import { type Stack, startStack } from './stack.js';
import { median } from './statistics.js';

const help = `Measures how soon a change of the rules is in force.

  npm run bench:rules                  20 changes
  npm run bench:rules -- --changes N   as many (at most 29: an admin may make 30 in a minute)

Each is made over HTTP at the admin API, and timed from its answer until a service says at its /metrics that it acts on the
new version. It brings durable servers of its own and leaves nothing behind.
`;

const KEY = `synapse_${'b'.repeat(43)}`;
const LOOK_EVERY_MS = 2;
const BETWEEN_MS = 500;

const say = (line: string) => process.stderr.write(`${line}\n`);

/** A service that acts on the rules, and the gauge that says on which. */
type Actor = [service: RunningService, gauge: string];

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      changes: { type: 'string', default: '20' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return void process.stdout.write(help);
  const closing = createClosing();
  try {
    await measure(closing, Number(values.changes));
  } finally {
    await closing.all(say);
  }
}

async function measure(closing: ReturnType<typeof createClosing>, changes: number): Promise<void> {
  if (!(changes >= 1 && changes < 30)) throw new Error('--changes must be a number from 1 to 29.');
  const stack = await startStack(closing, say, undefined);
  const { gateway, readers } = await openScene(stack, { isRecorded: false });
  const port = await freePort();
  const [admin, bot] = await Promise.all([stack.startAdmin(port), stack.startBot()]);
  await Promise.all([admin.untilReady(), bot.untilReady()]);
  await makeKey(stack);
  const actors: Actor[] = [
    [readers['reward-engine'], 'synapse_engine_rule_set_version'],
    [readers['lake-writer'], 'synapse_lake_rule_set_version'],
    [gateway, 'synapse_gateway_rule_set_version'],
    [bot, 'bot_rule_set_version'],
  ];
  const answers: number[] = [];
  const took = new Map(actors.map(([{ name }]): [string, number[]] => [name, []]));
  for (let n = 0; n < changes; n += 1) {
    const asked = performance.now();
    const version = await change(stack, port, 20 + n);
    const answered = performance.now();
    answers.push(answered - asked);
    await Promise.all(
      actors.map(async (actor) => took.get(actor[0].name)?.push((await inForce(actor, version)) - answered)),
    );
    await sleep(BETWEEN_MS);
  }
  process.stdout.write(report([['(the answer itself)', answers], ...took]));
}

/** Makes one change. @returns the version of the rules that it brought, once it is answered */
async function change({ pool }: Stack, port: number, value: number): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${port}/v1/admin/settings`, {
    method: 'PATCH',
    headers: {
      authorization: `Bearer ${KEY}`,
      'idempotency-key': `change-${value}`,
      'if-match': '*',
      'content-type': 'application/json',
    },
    body: JSON.stringify({ set: { cooldown_seconds: value } }),
  });
  if (answer.status !== 200)
    throw new Error(`The change ended with ${answer.status}: ${await answer.text()}`);
  await answer.arrayBuffer();
  const { rows } = await pool.query('select max(version)::int as version from rule_sets');
  return rows[0].version;
}

async function inForce([service, gauge]: Actor, version: number): Promise<number> {
  while ((await service.counter(gauge)) < version) await sleep(LOOK_EVERY_MS);
  return performance.now();
}

async function makeKey({ pool, simulator }: Stack): Promise<void> {
  const digest = createHash('sha256').update(KEY).digest('hex');
  const owner = simulator.world.guilds[0]?.owner_id;
  await pool.query(
    `insert into api_keys (name, digest, scopes, created_by) values ('bench', $1, '{rules}', $2)`,
    [digest, owner],
  );
}

const report = (took: readonly (readonly [name: string, times: readonly number[]])[]): string =>
  [
    '| from the answer to in force in | median | longest |',
    '|---|---|---|',
    ...took.map(
      ([name, times]) => `| ${name} | ${median(times).toFixed(0)} ms | ${Math.max(...times).toFixed(0)} ms |`,
    ),
    '',
  ].join('\n');

main().then(
  () => process.exit(0),
  (error: Error) => {
    say(`bench:rules: ${error.message}`);
    process.exit(1);
  },
);
