import { type CaptureContext, type Captured, NOTHING } from './capture/capture.js';
import { CAPTURES } from './capture/captures.js';
import { guildStructure, structuralGuild } from './capture/guild-structure.js';
import { applyChange } from './picture/picture.js';

/**
 * Takes one dispatch in: returns its facts and the changes of the picture, which are folded into `context.picture` already.
 * @throws MalformedDispatch, with the picture as it was
 */
export function observe(type: string, data: unknown, context: CaptureContext): Captured {
  const captured = CAPTURES.get(type)?.(data, context) ?? NOTHING;
  for (const change of captured.changes) applyChange(context.picture, change);
  const touched = structuralGuild(captured.changes);
  if (touched === null) return captured;
  const structure = guildStructure(context.picture.guilds.get(touched), context);
  for (const change of structure.changes) applyChange(context.picture, change);
  return {
    facts: [...captured.facts, ...structure.facts],
    changes: [...captured.changes, ...structure.changes],
  };
}
