export { type Command, runCommand } from './command.js';
export { describeSpec, readConfig, type VariableDescription } from './config.js';
export { type Complaint, ConfigError } from './config-error.js';
export { type ErrorRecord, errorRecord, errorSummary } from './error-record.js';
export { createHotHistogram, type HotHistogramOptions } from './hot-histogram.js';
export * as kind from './kind.js';
export { createLogger, type Logger } from './logger.js';
export { maskUrl } from './mask-url.js';
export { isOperatorError, OperatorError } from './operator-error.js';
export { type OpsServer, type OpsServerOptions, startOpsServer } from './ops-server.js';
export { createReadiness, type Readiness, type ReadinessReport } from './readiness.js';
export { type RetryOptions, retryDelayMs, retryForever, sleep } from './retry.js';
export { runService, type Service, type ServiceOptions } from './service.js';
export {
  commonSpec,
  communitySpec,
  databaseSpec,
  erasureSpec,
  type LogLevel,
  natsSpec,
} from './shared-specs.js';
export { areTracesSent, startTelemetry, type Telemetry, type TelemetryOptions } from './telemetry.js';
export { timed } from './timed.js';
export { type About, type Config, type Kind, type Spec, type Variable, variable } from './variable.js';
