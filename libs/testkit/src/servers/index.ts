export {
  type ContainersOptions,
  requireContainerRuntime,
  startNatsContainer,
  startPostgresContainer,
} from './containers.js';
export {
  databaseUrl,
  ensureDatabase,
  roleUrl,
  serviceRoles,
  setRolePasswords,
  testRolePassword,
  withClient,
} from './databases.js';
export { freePort, nextFreePort } from './free-port.js';
export { type NatsOptions, type NatsServer, startNats } from './nats.js';
export {
  type FindNatsOptions,
  findNatsServer,
  isNewEnoughNats,
  type NatsBinary,
  OLDEST_NATS,
} from './nats-binary.js';
export { type NatsUser, natsUsers } from './nats-config.js';
export { type PostgresOptions, type PostgresServer, startPostgres } from './postgres.js';
export { previousRunEnded, processStamp, stampedPid, writeStamp } from './process-stamp.js';
export { cacheFolder, defaultDataFolder, makeOpenFolder, temporaryFolder } from './reachable-folder.js';
export { createTestDatabase, sealTemplate, type TestDatabase } from './test-database.js';
export {
  type ExitStatus,
  runTethered,
  type Tethered,
  type TetherOptions,
  tether,
  tetheredPids,
} from './tether.js';
