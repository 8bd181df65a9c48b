import { exportOverBus } from './packed-export.js';
import { ALL_READS } from './reads/all-reads.js';
import type { Answerable } from './reads/answer-requests.js';

/** Everything that can be asked over NATS. */
export const answerables = (databaseUrl: string): readonly Answerable[] => [
  ...ALL_READS,
  exportOverBus(databaseUrl),
];
