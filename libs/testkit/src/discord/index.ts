export type { Actions } from './actions/actions.js';
export { buildCommunity, type CommunityOptions } from './community/community.js';
export type { GatewayStats, ShardStats } from './gateway/gateway-state.js';
export { ALL_INTENTS, PRIVILEGED_INTENTS } from './gateway/intents.js';
export type { OwedDispatch } from './gateway/session.js';
export type { Interaction } from './interactions/interaction.js';
export { type Random, seededRandom } from './random.js';
export type { DatedDeed } from './rest/deed.js';
export type { RequestFault } from './rest/request-faults.js';
export { runScenario, scenarioActions } from './scenario/scenario.js';
export { perform, type ScenarioAction } from './scenario/scenario-action.js';
export { type DiscordSimulator, type SimulatorOptions, startDiscordSimulator } from './simulator.js';
export { DISCORD_EPOCH, discordTimestamp, shardOfGuild, snowflake, snowflakeTime } from './snowflake.js';
export type {
  Channel,
  ChannelKind,
  Guild,
  Member,
  Role,
  Thread,
  User,
  VoiceState,
  World,
} from './world/world.js';
