import type { Case } from './case.js';
import { powerCutOfEverything, powerCutOfServers } from './power-cuts.js';

/** What is told besides what seeds draw. */
export const cases: readonly Case[] = [powerCutOfServers, powerCutOfEverything];
