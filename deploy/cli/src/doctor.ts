import { checkDurability, connectBus, logState } from '@synapse/bus';
import { errorSummary } from '@synapse/runtime';
import { checkDatabase, openPool, verifyAuditChain } from '@synapse/store';
import { ExitCode, type Output } from './output.js';

interface Finding {
  what: string;
  ok: boolean;
  /** What is wrong and what to do, or why it was not looked at. */
  note?: string;
}

/** Tries everything that services stand on, all of it whatever fails, and says what is wrong. */
export async function doctor(
  env: NodeJS.ProcessEnv,
  opsUrls: readonly string[],
  output: Output,
): Promise<number> {
  const findings = [
    look('Node 20.19 or later', () => nodeIsNewEnough()),
    look('ERASURE_KEY', () => needs(env, 'ERASURE_KEY')),
    look('SESSION_SECRET', () => needs(env, 'SESSION_SECRET')),
    look('DISCORD_TOKEN', () => discordTakes(env)),
    look('PostgreSQL', () => database(env)),
    look('NATS and the log', () => nats(env)),
    ...opsUrls.map((url) => look(`service at ${url}`, () => ready(url))),
  ];
  const found: Finding[] = [];
  for (const finding of findings) {
    const one = await finding;
    found.push(one);
    output.say(`${one.ok ? '✓' : '✗'} ${one.what}${one.note ? `: ${one.note}` : ''}`);
  }
  output.result(found);
  return found.every(({ ok }) => ok) ? ExitCode.well : ExitCode.wrong;
}

async function look(
  what: string,
  check: () => Promise<string | undefined> | string | undefined,
): Promise<Finding> {
  try {
    const note = await check();
    return { what, ok: true, ...(note && { note }) };
  } catch (error) {
    const { hint } = error as { hint?: string };
    return { what, ok: false, note: [errorSummary(error), hint].filter(Boolean).join(' ') };
  }
}

function nodeIsNewEnough(): string {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    throw new Error(`This is ${process.version}. Install a later one.`);
  return process.version;
}

function needs(env: NodeJS.ProcessEnv, name: string): undefined {
  if (!env[name] && !env[`${name}_FILE`]) throw new Error(`Neither ${name} nor ${name}_FILE is set.`);
}

async function discordTakes(env: NodeJS.ProcessEnv): Promise<string> {
  needs(env, 'DISCORD_TOKEN');
  if (!env.DISCORD_TOKEN) return 'in a file; not tried';
  const api = env.DISCORD_API_URL ?? 'https://discord.com/api';
  const answer = await fetch(`${api}/v10/users/@me`, {
    headers: { authorization: `Bot ${env.DISCORD_TOKEN}` },
    signal: AbortSignal.timeout(10_000),
  });
  if (!answer.ok)
    throw new Error(`Discord answered ${answer.status}. Copy the token anew from the developer portal.`);
  return `Discord knows it as ${((await answer.json()) as { username: string }).username}`;
}

async function database(env: NodeJS.ProcessEnv): Promise<string> {
  if (!env.DATABASE_URL) throw new Error('DATABASE_URL is not set.');
  const options = { url: env.DATABASE_URL, applicationName: 'synapse doctor' };
  const durability = env.ALLOW_UNSAFE_DURABILITY ? 'waived' : 'needed';
  await checkDatabase(options, 'engine_positions', durability);
  const db = openPool({ ...options, max: 1 });
  try {
    const { broken, links } = await verifyAuditChain(db);
    if (broken) throw new Error(`The audit trail is broken at row ${broken.logId}: ${broken.trouble}.`);
    return `migrated, keeps what it commits; audit trail of ${links} rows holds`;
  } finally {
    await db.end();
  }
}

async function nats(env: NodeJS.ProcessEnv): Promise<string> {
  if (!env.NATS_URL) throw new Error('NATS_URL is not set.');
  const bus = await connectBus({ url: env.NATS_URL, name: 'synapse doctor' });
  try {
    if (env.NATS_MONITOR_URL && !env.ALLOW_UNSAFE_DURABILITY)
      await checkDurability(bus, env.NATS_MONITOR_URL);
    const { first, last } = await logState(bus, env.COMMUNITY ?? 'main');
    const durability = env.NATS_MONITOR_URL
      ? 'keeps what it acknowledges'
      : 'durability not looked at: NATS_MONITOR_URL is not set';
    return `entries ${first} to ${last}; ${durability}`;
  } finally {
    await bus.close();
  }
}

async function ready(url: string): Promise<string> {
  const answer = await fetch(new URL('/readyz', url), { signal: AbortSignal.timeout(5_000) });
  const { checks } = (await answer.json()) as { checks: Record<string, { ready: boolean; reason?: string }> };
  const wrong = Object.entries(checks).filter(([, check]) => !check.ready);
  if (wrong.length > 0)
    throw new Error(wrong.map(([name, { reason }]) => `${name}: ${reason ?? 'not ready'}`).join('; '));
  return 'ready';
}
