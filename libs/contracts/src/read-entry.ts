import type { Command } from './commands.js';
import { decodeCommand } from './decode-command.js';
import type { Entry } from './entry.js';
import { type Decoded, decodeFact, type Unreadable } from './fact.js';
import { FutureVersionError, factTexts } from './frame.js';
import { decodeRuleSet, RuleSetError } from './read-rule-set.js';
import type { RuleSet } from './rule-set.js';
import { entryKind } from './subjects.js';

/** One fact of a frame: where it stands, and what it says. */
export interface FactLine {
  /** Its place in the frame, from 0. */
  readonly index: number;
  readonly decoded: Decoded;
}

export type EntryContent =
  | { readonly kind: 'facts'; readonly lines: readonly FactLine[] }
  | { readonly kind: 'rule_set'; readonly ruleSet: RuleSet }
  | { readonly kind: 'command'; readonly command: Command }
  | ({ readonly kind: 'unreadable' } & Unreadable);

export interface ReadEntry {
  readonly entry: Entry;
  readonly content: EntryContent;
}

/** An entry that may not be skipped and cannot be read yet: its reader stops before it and tries again. */
export class EntryMustWaitError extends Error {
  override name = 'EntryMustWaitError';
}

/** @throws EntryMustWaitError for an entry of a later version, or a rule set that is wrong in itself */
export function readEntry(entry: Entry): ReadEntry {
  try {
    return { entry, content: contentOf(entry) };
  } catch (error) {
    if (!(error instanceof FutureVersionError || error instanceof RuleSetError)) throw error;
    throw new EntryMustWaitError(`Entry ${entry.sequence} on ${entry.subject} must wait. ${error.message}`, {
      cause: error,
    });
  }
}

/** The entries up to the first that must wait, and why that one must. */
export function readEntries(entries: readonly Entry[]): {
  read: ReadEntry[];
  waitsFor: EntryMustWaitError | null;
} {
  const read: ReadEntry[] = [];
  for (const entry of entries) {
    try {
      read.push(readEntry(entry));
    } catch (error) {
      if (error instanceof EntryMustWaitError) return { read, waitsFor: error };
      throw error;
    }
  }
  return { read, waitsFor: null };
}

function contentOf(entry: Entry): EntryContent {
  const kind = entryKind(entry.subject);
  if (kind === 'config') return { kind: 'rule_set', ruleSet: decodeRuleSet(entry.body) };
  if (kind === 'facts') return frameContent(entry.body);
  if (kind === 'command') return commandContent(entry);
  throw new FutureVersionError(`What is published on ${entry.subject}`, 'of a later release', 1);
}

function frameContent(body: Uint8Array): EntryContent {
  const texts = factTexts(body);
  if (!texts)
    return { kind: 'unreadable', reason: 'not_json', detail: 'The first line is no header of a frame.' };
  return { kind: 'facts', lines: texts.map((text, index) => ({ index, decoded: decodeFact(text) })) };
}

/** The subject tells who sent it, for the broker guards it: a command that says otherwise is nobody's. */
function commandContent({ subject, body }: Entry): EntryContent {
  const decoded = decodeCommand(body);
  if ('unreadable' in decoded) return { kind: 'unreadable', ...decoded.unreadable };
  const { command } = decoded;
  if (subject.endsWith(`.${command.issuer}`)) return { kind: 'command', command };
  return { kind: 'unreadable', reason: 'bad_shape', detail: `issuer: ${command.issuer} did not send this.` };
}
