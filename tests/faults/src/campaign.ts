import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { temporaryFolder } from '@synapse/testkit';
import type { Options } from './options.js';
import { runSeed, type Verdict } from './run-seed.js';
import { startDatabaseServer } from './system/database-server.js';

/** Runs seed after seed and says how each went. */
export async function runCampaign(options: Options, say: (line: string) => void): Promise<Verdict[]> {
  const folder = temporaryFolder('synapse-faults-database-');
  const database = await startDatabaseServer(join(folder.path, 'postgres'));
  const verdicts: Verdict[] = [];
  const deadline = performance.now() + options.minutes * 60_000;
  try {
    for (let seed = options.first; seed < options.first + options.seeds; seed += 1) {
      if (performance.now() > deadline) break;
      const verdict = await runSeed({ ...options, seed, database, breakMs: options.seconds * 1_000 });
      verdicts.push(verdict);
      say(describe(verdict, options));
    }
    return verdicts;
  } finally {
    await database.stop();
    folder.remove();
  }
}

/** A line for a seed; for one that failed, everything that is known of it and how to have it again. */
export function describe(verdict: Verdict, options: Pick<Options, 'seconds' | 'rate' | 'only'>): string {
  const { seed, complaints, struck, obligations, journalRows, drainedMs, probeMs, tookMs } = verdict;
  const line = [
    `seed ${seed}: ${complaints.length === 0 ? 'holds' : 'FAILED'}`,
    `${struck.length} faults, ${obligations} obligations, ${journalRows} journal rows`,
    `drained in ${drainedMs} ms, probe in ${probeMs} ms, ${(tookMs / 1_000).toFixed(1)} s in all`,
  ].join('; ');
  if (complaints.length === 0) return line;
  const { seconds, rate, only } = options;
  const again = `npm run test:faults -- --seed ${seed} --seconds ${seconds} --rate ${rate}${only ? ` --only '${only}'` : ''}`;
  const log = join(tmpdir(), `synapse-faults-seed-${seed}.log`);
  writeFileSync(log, verdict.output.join('\n'));
  return [
    line,
    ...struck.map(({ name, what, from, to }) => `  ${from}–${to} ms: ${name}, ${what}`),
    ...complaints.map((complaint) => `  - ${complaint}`),
    `  what the services said: ${log}`,
    `  again: ${again}`,
  ].join('\n');
}
