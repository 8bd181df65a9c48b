import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { temporaryFolder } from '@synapse/testkit';
import { cases } from './cases/cases.js';
import { runCase } from './cases/run-case.js';
import type { Options } from './options.js';
import { runSeed } from './run-seed.js';
import type { Verdict } from './run-story.js';
import { type DatabaseServer, startDatabaseServer } from './system/database-server.js';

/** What a campaign came to. */
export interface Results {
  verdicts: Verdict[];
  /** Cases that this machine does not allow, and why. */
  untold: string[];
}

/** Runs seeds or cases, some at once, each lane with a database server of its own, and says how each went. */
export async function runCampaign(
  options: Options,
  say: (line: string) => void,
  onResult: (results: Results) => void = () => {},
): Promise<Results> {
  const results: Results = { verdicts: [], untold: [] };
  const turns = options.cases ? casesOf(options) : seedsOf(options);
  const deadline = performance.now() + options.minutes * 60_000;
  async function lane(): Promise<void> {
    const folder = temporaryFolder('synapse-faults-database-');
    const database = await startDatabaseServer(join(folder.path, 'postgres'));
    try {
      while (performance.now() < deadline) {
        const turn = turns.shift();
        if (!turn) return;
        if (turn.hindrance) results.untold.push(turn.hindrance);
        const verdict = turn.hindrance ? null : await turn.run(database);
        if (verdict) results.verdicts.push(verdict);
        say(verdict ? describe(verdict, turn.again) : (turn.hindrance ?? ''));
        onResult(results);
      }
    } finally {
      await database.stop();
      folder.remove();
    }
  }
  await Promise.all(Array.from({ length: options.atOnce }, lane));
  return results;
}

interface Turn {
  run(database: DatabaseServer): Promise<Verdict>;
  /** The arguments that bring it again. */
  again: string;
  hindrance?: string | undefined;
}

function seedsOf({ first, seeds, seconds, rate, only }: Options): Turn[] {
  return Array.from({ length: seeds }, (_, n) => first + n).map((seed) => ({
    run: (database) =>
      runSeed({ seed, rate, breakMs: seconds * 1_000, database, ...(only !== undefined && { only }) }),
    again: `--seed ${seed} --seconds ${seconds} --rate ${rate}${only ? ` --only '${only}'` : ''}`,
  }));
}

function casesOf({ first, rate, only = '', long }: Options): Turn[] {
  return cases
    .filter(({ name, isLong }) => name.includes(only) && (!isLong || long || only !== ''))
    .map((told) => {
      const reason = told.hindrance?.();
      return {
        run: (database) => runCase(told, { seed: first, rate, database }),
        again: `--cases --only '${told.name}' --rate ${rate}`,
        hindrance: reason && `${told.name}: did not run: ${reason}`,
      };
    });
}

/** A line for each that holds; for one that failed, everything that is known of it and how to have it again. */
export function describe(verdict: Verdict, again: string): string {
  const { name, complaints, struck, obligations, journalRows, drainedMs, probeMs, tookMs } = verdict;
  const line = [
    `${name}: ${complaints.length === 0 ? 'holds' : 'FAILED'}`,
    struck.length === 1 ? struck.map(({ what }) => what).join() : `${struck.length} faults`,
    `${obligations} obligations, ${journalRows} journal rows`,
    `drained in ${drainedMs} ms, probe in ${probeMs} ms, ${(tookMs / 1_000).toFixed(1)} s in all`,
  ].join('; ');
  if (complaints.length === 0) return line;
  const log = join(tmpdir(), `synapse-faults-${name.replace(/\W+/g, '-')}.log`);
  writeFileSync(log, verdict.output.join('\n'));
  return [
    line,
    ...struck.map((each) => `  ${each.from}–${each.to} ms: ${each.name}, ${each.what}`),
    ...complaints.map((complaint) => `  - ${complaint}`),
    `  what the services said: ${log}`,
    `  again: npm run test:faults -- ${again}`,
  ].join('\n');
}
