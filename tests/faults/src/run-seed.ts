import { seededRandom } from '@synapse/testkit';
import { type Evidence, gather } from './judge/evidence.js';
import { createInjections } from './life/injections.js';
import { startLife } from './life/life.js';
import { changeSettings } from './life/settings.js';
import { type Struck, unleash } from './nemesis/nemesis.js';
import { watchClaims } from './obligations/claims.js';
import { obligations } from './obligations/obligations.js';
import { faults, invariants, services } from './parts/parts.js';
import type { DatabaseServer } from './system/database-server.js';
import { bringUp, drained, ended, probed } from './system/phases.js';
import { type System, startSystem } from './system/system.js';

export interface SeedOptions {
  seed: number;
  database: DatabaseServer;
  /** How long things go wrong. */
  breakMs: number;
  /** What members do, a second. */
  rate: number;
  /** Only faults whose name holds this. */
  only?: string;
}

export interface Verdict {
  seed: number;
  struck: Struck[];
  /** What was wrong; nothing when everything held. */
  complaints: string[];
  obligations: number;
  journalRows: number;
  /** From the end of the last fault until everything was quiet. */
  drainedMs: number;
  probeMs: number;
  tookMs: number;
  /** What the services wrote. */
  output: string[];
}

/** One seed: a system of its own comes up, is broken, mended and judged. */
export async function runSeed(options: SeedOptions): Promise<Verdict> {
  const began = performance.now();
  const system = await startSystem({ seed: options.seed, database: options.database, services });
  try {
    const verdict = await breakAndJudge(system, options);
    return { ...verdict, output: system.output(), tookMs: Math.round(performance.now() - began) };
  } finally {
    await system.end();
  }
}

async function breakAndJudge(system: System, { seed, breakMs, rate, only = '' }: SeedOptions) {
  const random = seededRandom(seed);
  await changeSettings(system, random);
  await bringUp(system);
  const claims = watchClaims(system.simulator);
  const injections = createInjections();
  const life = await startLife(system, seed, rate);
  const scene = { system, life, claims, injections, random };
  const drawn = faults.filter(({ name }) => name.includes(only));
  const struck = await unleash(scene, drawn, AbortSignal.timeout(breakMs)).finally(life.stop);

  const complaints: string[] = [];
  const timed = async (what: string, work: Promise<void>) => {
    const from = performance.now();
    await work.catch((error: Error) => complaints.push(`${what}: ${error.message}`));
    return Math.round(performance.now() - from);
  };
  const drainedMs = await timed('drained', drained(system));
  const probeMs = await timed('probe', probed(system));
  await timed('drained after the probe', drained(system));
  complaints.push(...(await ended(system)));
  const evidence = await gather(system, obligations(claims.all()), injections);
  complaints.push(...(await judge(evidence)));
  const { obligations: owed, model } = evidence;
  return {
    seed,
    struck,
    complaints,
    obligations: owed.length,
    journalRows: model.journal.length,
    drainedMs,
    probeMs,
  };
}

/** Everything that does not hold, a line each, with the name of what should. */
export async function judge(evidence: Evidence): Promise<string[]> {
  const complaints: string[] = [];
  for (const { name, check } of invariants) {
    complaints.push(...(await check(evidence)).map((line) => `${name}: ${line}`));
  }
  return complaints;
}
