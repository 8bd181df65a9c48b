import type { Problem } from './problem.js';

/** What comes back when a read is asked for over NATS: the document that HTTP answers with, or its problem. */
export type ReadAnswer = { answer: unknown } | { problem: Problem };
