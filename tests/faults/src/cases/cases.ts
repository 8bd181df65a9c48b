import type { Case } from './case.js';

/** What is told besides what seeds draw. */
export const cases: readonly Case[] = [];
