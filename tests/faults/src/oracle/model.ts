import type { RawFact, RawRules } from './log-reader.js';
import { NO_RULES } from './rules.js';

export const COUNTERS = [
  'messages_sent',
  'reactions_given',
  'reactions_received',
  'threads_created',
  'voice_minutes',
] as const;
export type CounterName = (typeof COUNTERS)[number];

/** A row that the journal must hold. */
export interface Line {
  id: string;
  user: string;
  type: string;
  xp: number;
  stars: number;
  gold: number;
  at: number;
  season: number | null;
  category: number | null;
  denial: string | null;
  /** Of a level: which. */
  level?: number;
  /** Of an achievement: which. */
  template?: number;
  /** Of one that was taken back: which. */
  revoked?: number;
  /** Of one that a correction took, and that may be earned again: which. */
  taken?: number;
  minutes?: number;
  channel?: string | null;
  /** An admin's award is told whatever it brought. */
  isAward?: boolean;
  isHistory: boolean;
}

/** One who was paid or refused for a reaction, as the message remembers it. */
export interface Reaction {
  reactor: string;
  author: string | null;
  message: string;
  emoji: string;
  at: number;
  /** On either side. */
  wasPaid: boolean;
  receivedPaid: boolean;
  isHistory: boolean;
}

export interface Person {
  id: string;
  name: string;
  avatar: string | null;
  xp: number;
  level: number;
  gold: number;
  stars: number;
  counters: Record<CounterName, number>;
  earned: Set<number>;
  revoked: Set<number>;
  github: string | null;
}

export interface SeasonFigures {
  stars: number;
  counters: Record<CounterName, number>;
}

/** Everything that the naive model knows: plain lists, looked through from end to end whenever something is asked. */
export interface Model {
  rules: RawRules;
  journal: Line[];
  reactions: Reaction[];
  people: Map<string, Person>;
  /** By `<user> <season>`. */
  seasons: Map<string, SeasonFigures>;
  closedSeasons: Set<number>;
  /** Facts older than this are late. */
  horizon: number;
  /** By issuer, actor and id; those of erasures are kept elsewhere. */
  outcomes: Map<string, { actor: string; outcome: { status: string; reason?: string } }>;
  quests: Map<number, { status: string; claimer: string | null }>;
  /** Rows that were ever written, and commands that were ever settled: what subscribers were told stays told. */
  told: Line[];
  settled: string[];
  /** When somebody was erased last, by member. */
  erased: Map<string, number>;
  /** Commands that erased. */
  erasures: Set<string>;
  /** Ids of facts that were judged. */
  judged: Set<string>;
  /** The first fact of each id. */
  lake: Map<string, RawFact>;
  /** By `<user> <type> <category> <period>`. */
  counters: Map<string, number>;
}

export const noCounters = (): Record<CounterName, number> => ({
  messages_sent: 0,
  reactions_given: 0,
  reactions_received: 0,
  threads_created: 0,
  voice_minutes: 0,
});

export const emptyModel = (): Model => ({
  rules: NO_RULES,
  journal: [],
  reactions: [],
  people: new Map(),
  seasons: new Map(),
  closedSeasons: new Set(),
  horizon: 0,
  outcomes: new Map(),
  quests: new Map(),
  told: [],
  settled: [],
  erased: new Map(),
  erasures: new Set(),
  judged: new Set(),
  lake: new Map(),
  counters: new Map(),
});

export function person(model: Model, id: string): Person {
  const known = model.people.get(id);
  if (known) return known;
  const made: Person = {
    id,
    name: id,
    avatar: null,
    xp: 0,
    level: 1,
    gold: 0,
    stars: 0,
    counters: noCounters(),
    earned: new Set(),
    revoked: new Set(),
    github: null,
  };
  model.people.set(id, made);
  return made;
}
