import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CANARY } from '../life/canary.js';
import { SECRETS } from '../system/secrets.js';
import type { Invariant } from './evidence.js';

/** A service may end because the world is not as it needs it; then it says so in words. */
export const nobodyDiedOfABug: Invariant = {
  name: 'no service died of a fault of its own',
  check: ({ system }) =>
    system
      .output()
      .filter((line) => isFatalWithoutWords(line) || OUTSIDE_OF_ANY_CODE.test(line))
      .slice(0, 3)
      .map((line) => `a service said: ${line.slice(0, 1_000)}`),
};

/** What node and our own last resort say of what nobody caught. */
const OUTSIDE_OF_ANY_CODE =
  /UnhandledPromiseRejection|DeprecationWarning|triggerUncaughtException|unhandledRejection|uncaughtException/;

function isFatalWithoutWords(line: string): boolean {
  try {
    const { level, hint } = JSON.parse(line) as { level?: number | string; hint?: string };
    return (level === 60 || level === 'fatal') && hint === undefined;
  } catch {
    return false;
  }
}

/** Writers take their locks in one order. PostgreSQL forgets its count in a crash: what it told services it told them. */
export const nobodyDeadlocked: Invariant = {
  name: 'no two transactions waited for each other',
  async check({ system }) {
    const [row] = await system.rows<{ deadlocks: string }>(
      'select deadlocks from pg_stat_database where datname = current_database()',
    );
    const counted = row?.deadlocks === '0' ? [] : [`PostgreSQL counted ${row?.deadlocks}`];
    const told = system.output().filter((line) => /40P01|deadlock detected/.test(line));
    return [...counted, ...told.slice(0, 3).map((line) => `a service was told: ${line.slice(0, 1_000)}`)];
  },
};

/** What members wrote, and what lets somebody in, is nowhere that it does not belong. */
export const nothingLeaks: Invariant = {
  name: 'no message text, token or password is in a table, a file, the log, a trace or an output',
  async check({ system, entries }) {
    const secrets = [CANARY, ...SECRETS];
    const holdsOne = (bytes: Uint8Array) => secrets.some((secret) => Buffer.from(bytes).includes(secret));
    const tables = await system.rows<{ name: string }>(
      `select tablename as name from pg_tables where schemaname = 'public'`,
    );
    const complaints: string[] = [];
    for (const { name } of tables) {
      const [found] = await system.rows<{ n: string }>(
        `select count(*)::text as n from ${name} t where t::text like any ($1)`,
        [secrets.map((secret) => `%${secret}%`)],
      );
      if (found?.n !== '0') complaints.push(`${found?.n} rows of ${name} hold one`);
    }
    for (const file of readdirSync(system.folder, { recursive: true, withFileTypes: true })) {
      // The server's own configuration is where its users' passwords belong.
      if (!file.isFile() || file.name === 'nats-server.conf') continue;
      if (holdsOne(readFileSync(join(file.parentPath, file.name))))
        complaints.push(`the file ${file.name} holds one`);
    }
    if (entries.some(({ body }) => holdsOne(body))) complaints.push('the log holds one');
    if (system.traces().some(holdsOne)) complaints.push('an exported trace holds one');
    if (system.output().some((line) => secrets.some((secret) => line.includes(secret))))
      complaints.push('a log holds one');
    return complaints;
  },
};
