export { buildCommand } from './commands.js';
export { eventually } from './eventually.js';
export { A_MESSAGE, A_MOMENT, buildFact } from './facts.js';
export { publishFacts, publishRules } from './publish.js';
export { type RunningService, runInProcess, testErasureKey } from './run-service.js';
export { startTestServers, type TestServers } from './servers.js';
export { tablesNaming } from './tables-naming.js';
