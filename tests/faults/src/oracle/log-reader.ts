/** An entry of the log as the broker keeps it. */
export interface RawEntry {
  sequence: number;
  subject: string;
  body: Uint8Array;
}

/** A fact as it travels; the naive model takes it as it is. */
export interface RawFact {
  id: string;
  type: string;
  guild_id: string;
  user_id: string | null;
  channel_id: string | null;
  target_id: string | null;
  at: string;
  received_at: string;
  actor?: { name: string; avatar: string | null };
  payload: Record<string, unknown>;
}

export type Happening =
  | { kind: 'fact'; sequence: number; index: number; fact: RawFact; isHistory: boolean }
  | { kind: 'command'; sequence: number; command: RawCommand }
  | { kind: 'rules'; sequence: number; rules: RawRules };

export type RawCommand = Record<string, unknown> & {
  id: string;
  issuer: string;
  actor: string;
  at: string;
  type: string;
  guild_id?: string | null;
};

export interface RawRules {
  version: number;
  settings: Record<string, unknown>;
  categories: {
    id: number;
    active: boolean;
    channels: string[];
    multipliers: { interaction_type: string; xp_multiplier: number; star_multiplier: number }[];
  }[];
  seasons: { id: number; name: string; starts_at: string; ends_at: string; active: boolean }[];
  templates: {
    id: number;
    active: boolean;
    requirement_type: string;
    requirement_scope: string;
    requirement_field: string | null;
    requirement_value: number | null;
    xp_reward: number;
    gold_reward: number;
  }[];
  quests: { id: number; guild_id: string; xp_reward: number; gold_reward: number; active: boolean }[];
}

/** Where something lies in the log: entry and line; line -1 is the entry as a whole. */
export const placeOf = (sequence: number, index: number): string => `${sequence}/${index}`;

/**
 * What happened, in the order of the log, without what is known to be poison.
 * @throws on anything else that cannot be read: the log holds what nobody put there
 */
export function happenings(entries: readonly RawEntry[], poison: ReadonlySet<string>): Happening[] {
  return entries.flatMap(({ sequence, subject, body }): Happening[] => {
    if (poison.has(placeOf(sequence, -1))) return [];
    const [, , , , source] = subject.split('.');
    const text = Buffer.from(body).toString('utf8');
    if (source === 'config') return [{ kind: 'rules', sequence, rules: JSON.parse(text) }];
    if (source === 'command') return [{ kind: 'command', sequence, command: JSON.parse(text) }];
    const [, ...lines] = text.split('\n');
    return lines.flatMap((line, index) =>
      poison.has(placeOf(sequence, index))
        ? []
        : [{ kind: 'fact', sequence, index, fact: JSON.parse(line), isHistory: source === 'history' }],
    );
  });
}
