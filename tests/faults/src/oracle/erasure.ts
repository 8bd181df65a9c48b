import type { RawFact } from './log-reader.js';
import type { Model } from './model.js';

/** Whether somebody was erased at a time or after it: what they did up to then is forgotten. */
export const isErased = (model: Model, member: string | null, at: number): boolean =>
  member !== null && at <= (model.erased.get(member) ?? Number.NEGATIVE_INFINITY);

/** The fact as erasures leave it; `null` when nothing is left. */
export function withoutErased(model: Model, fact: RawFact): RawFact | null {
  const at = Date.parse(fact.at);
  if (isErased(model, fact.user_id ?? null, at)) return null;
  return isErased(model, fact.target_id ?? null, at) ? { ...fact, target_id: null } : fact;
}

/** Removes a member (section 6): their rows go, rows of others lose the id and keep their amounts. */
export function erase(model: Model, member: string, at: number): void {
  model.erased.set(member, Math.max(at, model.erased.get(member) ?? at));
  model.people.delete(member);
  model.journal = model.journal.filter(({ user }) => user !== member);
  for (const key of model.seasons.keys()) if (key.startsWith(`${member} `)) model.seasons.delete(key);
  for (const key of model.counters.keys()) if (key.startsWith(`${member} `)) model.counters.delete(key);
  for (const [key, { actor }] of model.outcomes) if (actor === member) model.outcomes.delete(key);
  for (const [id, fact] of model.lake) {
    if (fact.user_id === member) model.lake.delete(id);
    else if (fact.target_id === member) model.lake.set(id, { ...fact, target_id: null });
  }
  for (const [quest, { status, claimer }] of model.quests) {
    if (status === 'claimed' && claimer === member)
      model.quests.set(quest, { status: 'open', claimer: null });
  }
  // A crowd stays as large as it was.
  const nobody = `erased ${model.erased.size} ${at}`;
  model.reactions = model.reactions.map((one) => ({
    ...one,
    reactor: one.reactor === member ? nobody : one.reactor,
    author: one.author === member ? nobody : one.author,
  }));
}
