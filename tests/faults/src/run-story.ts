import { seededRandom } from '@synapse/testkit';
import { type Evidence, gather, type Invariant } from './judge/evidence.js';
import { createInjections } from './life/injections.js';
import { startLife } from './life/life.js';
import { changeSettings } from './life/settings.js';
import type { Scene } from './nemesis/fault.js';
import type { Struck } from './nemesis/nemesis.js';
import { watchClaims } from './obligations/claims.js';
import { obligations } from './obligations/obligations.js';
import { invariants, parts, services } from './parts/parts.js';
import { bringUp, drained, ended, probed } from './system/phases.js';
import { type System, type SystemOptions, startSystem } from './system/system.js';

export interface Circumstances
  extends Omit<SystemOptions, 'services'>,
    Partial<Pick<SystemOptions, 'services'>> {
  /** What members do, a second. */
  rate: number;
  /** Invariants that the story makes impossible. */
  excused?: readonly Invariant[];
}

export interface Verdict {
  name: string;
  struck: Struck[];
  /** What was wrong; nothing when everything held. */
  complaints: string[];
  obligations: number;
  journalRows: number;
  /** From the end of the last fault until everything was quiet. */
  drainedMs: number;
  probeMs: number;
  /** What the story came to in numbers. */
  measured: Map<string, number>;
  tookMs: number;
  /** What the services wrote. */
  output: string[];
}

/** What happens to a system of its own; by the end of it everything that was stopped runs again. */
export type Story = (scene: Scene) => Promise<Struck[]>;

/** A system comes up and is lived in while the story is told; then it is judged. It never throws: that is a complaint. */
export async function runStory(
  circumstances: Circumstances & { name: string },
  story: Story,
): Promise<Verdict> {
  const began = performance.now();
  const verdict: Verdict = {
    ...{ name: circumstances.name, struck: [], complaints: [], obligations: 0, journalRows: 0 },
    ...{ drainedMs: 0, probeMs: 0, measured: new Map(), tookMs: 0, output: [] },
  };
  const system = await startSystem({ services, ...circumstances });
  try {
    await tellAndJudge(system, circumstances, story, verdict);
  } catch (error) {
    verdict.complaints.push(`the campaign itself: ${(error as Error).stack}`);
  } finally {
    verdict.output = system.output();
    await system.end().catch((error: Error) => verdict.complaints.push(`the end: ${error.message}`));
  }
  return { ...verdict, tookMs: Math.round(performance.now() - began) };
}

async function tellAndJudge(
  system: System,
  { seed, rate, excused = [] }: Circumstances,
  story: Story,
  verdict: Verdict,
): Promise<void> {
  const random = seededRandom(seed);
  await changeSettings(system, random);
  await bringUp(system);
  const claims = watchClaims(system.simulator);
  const injections = createInjections();
  const presences = parts.flatMap(({ enter }) => (enter ? [enter(system)] : []));
  const life = await startLife(system, presences, seed, rate);
  const scene = { system, life, claims, injections, random, measured: verdict.measured };

  const attempt = async (what: string, work: () => Promise<unknown>) => {
    const from = performance.now();
    await work().catch((error: Error) => verdict.complaints.push(`${what}: ${error.message}`));
    return Math.round(performance.now() - from);
  };
  await attempt('the story', async () => {
    verdict.struck = await story(scene);
  });
  await attempt('life', life.stop);
  verdict.drainedMs = await attempt('drained', () => drained(system, presences));
  // What never comes to rest has nothing to judge it by.
  if (verdict.complaints.length > 0) return;
  verdict.probeMs = await attempt('probe', () => probed(system));
  await attempt('drained after the probe', () => drained(system, presences));
  verdict.complaints.push(...(await ended(system)));
  const evidence = await gather(system, obligations(claims.all()), injections);
  const all = [...invariants, ...presences.flatMap((presence) => presence.invariants)];
  verdict.complaints.push(
    ...(await judge(
      evidence,
      all.filter((each) => !excused.includes(each)),
    )),
  );
  verdict.obligations = evidence.obligations.length;
  verdict.journalRows = evidence.model.journal.length;
}

/** Everything that does not hold, a line each, with the name of what should. */
export async function judge(evidence: Evidence, what: readonly Invariant[] = invariants): Promise<string[]> {
  const complaints: string[] = [];
  for (const { name, check } of what) {
    complaints.push(...(await check(evidence)).map((line) => `${name}: ${line}`));
  }
  return complaints;
}
