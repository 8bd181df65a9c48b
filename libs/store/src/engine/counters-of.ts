import type { Counter } from '@synapse/contracts';
import { ints } from '../binary-array.js';

/** The columns of the five counters, in the order in which the statements name them. */
const COUNTERS: readonly Counter[] = [
  'messages_sent',
  'reactions_given',
  'reactions_received',
  'threads_created',
  'voice_minutes',
];

/** The five counters of each row, an array a counter. */
export const countersOf = (rows: readonly Readonly<Record<Counter, number>>[]): Buffer[] =>
  COUNTERS.map((counter) => ints(rows.map((row) => row[counter])));
