import { setTimeout as sleep } from 'node:timers/promises';
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

/** Nothing takes as long; a rebuild of a long story comes nearest. */
const STEP_WITHIN_MS = 300_000;
/** The longest story: a broker that is gone for ten minutes, or services built anew. */
const STORY_WITHIN_MS = 1_800_000;

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
  const taking = parts.filter(({ service }) => system.services.has(service.name));
  const presences = taking.flatMap(({ enter }) => (enter ? [enter(system)] : []));
  const life = await startLife(system, presences, seed, rate);
  const scene = { system, life, claims, injections, random, measured: verdict.measured };

  const attempt = async (what: string, work: () => Promise<unknown>, withinMs = STEP_WITHIN_MS) => {
    const from = performance.now();
    await within(withinMs, work()).catch((error: Error) =>
      verdict.complaints.push(`${what}: ${error.message}`),
    );
    return Math.round(performance.now() - from);
  };
  const tell = async () => {
    verdict.struck = await story(scene);
  };
  await attempt('the story', tell, STORY_WITHIN_MS);
  await attempt('life', life.stop);
  verdict.drainedMs = await attempt('drained', () => drained(system, presences));
  // What never comes to rest has nothing to judge it by.
  if (verdict.complaints.length > 0) return;
  verdict.probeMs = await attempt('probe', () => probed(system));
  await attempt('drained after the probe', () => drained(system, presences));
  const end = async () => verdict.complaints.push(...(await ended(system, presences)));
  await attempt('the end of the services', end);
  await attempt('the judge', async () => {
    const evidence = await gather(system, obligations(claims.all()), injections);
    const all = [...invariants, ...presences.flatMap((presence) => presence.invariants)];
    const asked = all.filter((each) => !excused.includes(each));
    verdict.complaints.push(...(await judge(evidence, asked)));
    verdict.obligations = evidence.obligations.length;
    verdict.journalRows = evidence.model.journal.length;
  });
}

/** @throws when the work neither ends nor fails: a wait for ever would tell nobody what for */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const over = new AbortController();
  const late = sleep(ms, undefined, { signal: over.signal }).then(() => {
    throw new Error(`had not ended after ${ms} ms`);
  });
  await Promise.race([work, late]).finally(() => over.abort());
}

/** Everything that does not hold, a line each, with the name of what should. */
export async function judge(evidence: Evidence, what: readonly Invariant[] = invariants): Promise<string[]> {
  const complaints: string[] = [];
  for (const { name, check } of what) {
    complaints.push(...(await check(evidence)).map((line) => `${name}: ${line}`));
  }
  return complaints;
}
