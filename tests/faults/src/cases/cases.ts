import { brokerGoneForTenMinutes } from './broker-gone-for-ten-minutes.js';
import type { Case } from './case.js';
import { drainedAfterAFault } from './drained-after-a-fault.js';
import { fullDiskOfBroker } from './full-disk-of-broker.js';
import { fullDiskOfDatabase } from './full-disk-of-database.js';
import { fullDiskOfSpool } from './full-disk-of-spool.js';
import { gatewayKilledWithMembersInVoice } from './gateway-killed-with-members-in-voice.js';
import { identifyLimits } from './identify-limits.js';
import { killedAgainAndAgain } from './killed-again-and-again.js';
import { maintenanceKilled } from './maintenance-killed.js';
import { missingPartition } from './missing-partition.js';
import { noRulesInTheLog } from './no-rules-in-the-log.js';
import { powerCutOfEverything, powerCutOfServers } from './power-cuts.js';
import { producerAhead } from './producer-ahead.js';
import { rebuildCut } from './rebuild-cut.js';
import { restoredDatabase } from './restored-database.js';
import { refilledLog, restoredLog } from './restored-log.js';
import { rollingRestart } from './rolling-restart.js';
import { silentPeer } from './silent-peer.js';
import { twoGatewaysOnOneSpool } from './two-gateways-on-one-spool.js';
import { twoOwners } from './two-owners.js';
import { wipedLog } from './wiped-log.js';
import { restoredRewards, wipedRewards } from './wiped-rewards.js';

/** What is told besides what seeds draw. */
export const cases: readonly Case[] = [
  fullDiskOfSpool,
  fullDiskOfBroker,
  fullDiskOfDatabase,
  twoGatewaysOnOneSpool,
  twoOwners,
  powerCutOfServers,
  powerCutOfEverything,
  wipedLog,
  restoredLog,
  refilledLog,
  wipedRewards,
  restoredRewards,
  noRulesInTheLog,
  restoredDatabase,
  producerAhead,
  gatewayKilledWithMembersInVoice,
  identifyLimits,
  missingPartition,
  ...maintenanceKilled,
  rebuildCut,
  silentPeer,
  killedAgainAndAgain,
  drainedAfterAFault,
  rollingRestart,
  brokerGoneForTenMinutes,
];
