import { nobodyDeadlocked, nobodyDiedOfABug, nothingLeaks } from '../judge/process-invariants.js';
import { staysAreTicked, ticksAreEarned } from '../judge/voice-invariants.js';
import { clockFaults, ruleChange } from '../nemesis/clock-faults.js';
import { logFaults } from '../nemesis/log-faults.js';
import { badNetwork } from '../nemesis/network-faults.js';
import { brokerFaults, databaseFaults } from '../nemesis/server-faults.js';
import { admin } from './admin.js';
import { bot } from './bot.js';
import { ingestGateway } from './ingest-gateway.js';
import { lakeWriter } from './lake-writer.js';
import type { Part } from './part.js';
import { query } from './query.js';
import { rewardEngine } from './reward-engine.js';
import { webhooks } from './webhooks.js';

/** Who takes part in the campaign. */
export const parts: readonly Part[] = [ingestGateway, lakeWriter, rewardEngine, admin, query, bot, webhooks];

export const services = parts.map(({ service }) => service);

export const faults = [
  ...parts.flatMap((part) => part.faults),
  ...brokerFaults,
  ...databaseFaults,
  ...logFaults,
  ...clockFaults,
  ruleChange,
  badNetwork('nats'),
  badNetwork('postgres'),
];

export const invariants = [
  ...parts.flatMap((part) => part.invariants),
  nobodyDiedOfABug,
  nobodyDeadlocked,
  ticksAreEarned,
  staysAreTicked,
  nothingLeaks,
];
