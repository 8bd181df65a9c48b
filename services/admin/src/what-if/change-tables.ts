import { isDeepStrictEqual } from 'node:util';
import type { RuleChanges } from '@synapse/contracts';
import type { Transaction } from '../audit.js';
import { type Held, placeOf } from './places.js';

/** What stood in each changed place, and what stands there since. */
export interface Changed {
  readonly before: Readonly<Record<string, Held>>;
  readonly after: Readonly<Record<string, Held>>;
}

/** Writes the changes to admin's tables. @returns the places that are different now */
export async function changeTables(tx: Transaction, changes: RuleChanges): Promise<Changed> {
  const before: Record<string, Held> = {};
  const after: Record<string, Held> = {};
  for (const [name, change] of wanted(changes)) {
    const place = placeOf(name);
    const held = await place.read(tx);
    const next = change(held);
    if (isDeepStrictEqual(held, next)) continue;
    await place.write(tx, next);
    before[name] = held;
    after[name] = next;
  }
  return { before, after };
}

/** Writes what stood there before, where nobody changed it since. @returns the places that were changed since */
export async function restoreTables(tx: Transaction, { before, after }: Changed): Promise<string[]> {
  const touched: string[] = [];
  for (const [name, held] of Object.entries(after)) {
    const place = placeOf(name);
    if (isDeepStrictEqual(await place.read(tx), held)) await place.write(tx, before[name] ?? null);
    else touched.push(name);
  }
  return touched;
}

type Change = (held: Held) => Held;

function wanted({
  settings = {},
  multipliers = [],
  channels = [],
  templates = [],
  new_templates: added = [],
}: RuleChanges): [string, Change][] {
  return [
    ...Object.entries(settings).map(([key, value]): [string, Change] => [
      `settings/${key}`,
      () => ({ value }),
    ]),
    ...multipliers.map(({ category, interaction, xp, stars }): [string, Change] => [
      `multipliers/${category}/${interaction}`,
      (held) => ({ xp: xp ?? held?.xp ?? 1, stars: stars ?? held?.stars ?? 1 }),
    ]),
    ...channels.map(({ channel, category }): [string, Change] => [
      `channels/${channel}`,
      () => (category === null ? null : { category }),
    ]),
    ...added.map(({ id, ...wanted }): [string, Change] => [
      `new_templates/${id}`,
      () => ({ description: wanted.name, requirement_field: null, xp_reward: 0, gold_reward: 0, ...wanted }),
    ]),
    ...templates.map(({ id, ...change }): [string, Change] => [
      `templates/${id}`,
      (held) => ({ ...held, ...change }),
    ]),
  ];
}
