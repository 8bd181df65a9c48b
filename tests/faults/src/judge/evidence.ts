import { readLog } from '@synapse/bus';
import type { Injections } from '../life/injections.js';
import type { Obligation } from '../obligations/obligations.js';
import { type Happening, happenings, type RawEntry } from '../oracle/log-reader.js';
import type { Model } from '../oracle/model.js';
import { foretell } from '../oracle/oracle.js';
import { takeOld } from '../oracle/retention.js';
import { COMMUNITY } from '../system/environment.js';
import type { System } from '../system/system.js';

/** What there is once everything is quiet: what was owed, what the log holds, and what that must have led to. */
export interface Evidence {
  system: System;
  obligations: readonly Obligation[];
  injections: Injections;
  entries: readonly RawEntry[];
  happened: readonly Happening[];
  /** What the naive model makes of it. */
  model: Model;
}

/** Something that must hold, whatever was broken. */
export interface Invariant {
  name: string;
  /** What is wrong, a line each; nothing when it holds. */
  check(evidence: Evidence): Promise<string[]> | string[];
}

export async function gather(
  system: System,
  obligations: readonly Obligation[],
  injections: Injections,
): Promise<Evidence> {
  const entries = [...injections.archive, ...(await entriesOf(system))];
  const happened = happenings(entries, injections.poisonIn(entries));
  const model = foretell(happened);
  if (injections.keptSince !== null) takeOld(model, injections.keptSince);
  return { system, obligations, injections, entries, happened, model };
}

/** Who was erased, by whomever. */
export const erasedOf = ({ happened }: Pick<Evidence, 'happened'>): Set<string> =>
  new Set(
    happened.flatMap((each) =>
      each.kind === 'command' && each.command.type === 'erase_member'
        ? [String(each.command.member ?? each.command.actor)]
        : [],
    ),
  );

/** The entries that the harness itself put into the log. */
export const injectedIn = ({ entries, injections }: Pick<Evidence, 'entries' | 'injections'>): Set<number> =>
  new Set(entries.filter(injections.holds).map(({ sequence }) => sequence));

/** Every entry of the log, from the broker itself. */
export function entriesOf(system: System): Promise<RawEntry[]> {
  return system.withBus(async (bus) => {
    const { state } = await bus.jsm.streams.info(`FACTS_${COMMUNITY}`);
    const found: RawEntry[] = [];
    const enough = new AbortController();
    const from = Math.max(0, state.first_seq - 1);
    if (state.messages === 0) return found;
    for await (const batch of readLog(bus, { community: COMMUNITY, after: from, signal: enough.signal })) {
      found.push(...batch);
      if ((batch.at(-1)?.sequence ?? 0) >= state.last_seq) enough.abort();
    }
    return found;
  });
}

/** What two lists of named things do not agree on, a few of each kind. */
export function differences(
  what: string,
  expected: ReadonlyMap<string, unknown>,
  found: ReadonlyMap<string, unknown>,
): string[] {
  const missing = [...expected.keys()].filter((key) => !found.has(key));
  const extra = [...found.keys()].filter((key) => !expected.has(key));
  const other = [...expected].filter(
    ([key, value]) => found.has(key) && JSON.stringify(value) !== JSON.stringify(found.get(key)),
  );
  const some = (label: string, lines: string[]) =>
    lines.length > 0 ? [`${what}: ${lines.length} ${label}: ${lines.slice(0, 3).join('; ')}`] : [];
  return [
    ...some('missing', missing),
    ...some('that nothing accounts for', extra),
    ...some(
      'differ',
      other.map(
        ([key, value]) => `${key} is ${JSON.stringify(found.get(key))}, not ${JSON.stringify(value)}`,
      ),
    ),
  ];
}
