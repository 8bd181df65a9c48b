import {
  bool,
  choice,
  databaseUrl,
  integer,
  natsServers,
  port,
  ratio,
  secretKey,
  text,
  url,
} from './kind.js';
import { variable } from './variable.js';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What every service reads; `runService` adds it to the service's own spec. */
export const commonSpec = {
  OPS_HOST: variable(text(), {
    desc: 'the address on which /healthz, /readyz and /metrics are served',
    example: '127.0.0.1',
    default: '0.0.0.0',
  }),
  OPS_PORT: variable(port, {
    desc: 'the port of /healthz, /readyz and /metrics (0 takes a free one and logs it)',
    example: '9464',
    default: 9464,
  }),
  LOG_LEVEL: variable(choice(LOG_LEVELS), {
    desc: `the least severe log line that is written: ${LOG_LEVELS.join(', ')}`,
    example: 'debug',
    default: 'info',
  }),
  OTEL_EXPORTER_OTLP_ENDPOINT: variable(url(['http', 'https']), {
    desc: 'the OpenTelemetry collector that traces are sent to over HTTP; without it none are sent',
    example: 'http://127.0.0.1:4318',
    optional: true,
  }),
  OTEL_TRACES_SAMPLER_ARG: variable(ratio, {
    desc: 'the share of new traces that are recorded, from 0 to 1; a trace begun elsewhere keeps its choice',
    example: '0.1',
    default: 0.1,
  }),
};

/** For services that talk to the log. */
export const natsSpec = {
  NATS_URL: variable(natsServers, {
    desc: 'the NATS server that holds the log, with user and password; several of one cluster with commas',
    example: 'nats://reward_engine:password@127.0.0.1:4222',
    secret: true,
  }),
  NATS_MONITOR_URL: variable(url(['http', 'https']), {
    desc: 'the monitoring address of that server; where known, a server that could lose acknowledged messages is refused',
    example: 'http://127.0.0.1:8222',
    optional: true,
  }),
  STREAM_REPLICAS: variable(integer(1, 5), {
    desc: 'how many servers of a NATS cluster keep a copy of each stream; a stream with another number is refused',
    example: '3',
    default: 1,
  }),
  ALLOW_UNSAFE_DURABILITY: variable(bool, {
    desc: 'whether to accept a single NATS server, or a PostgreSQL, that acknowledges before it is on disk (a power cut loses facts)',
    example: '1',
    default: false,
  }),
};

/** For services that talk to the database, each as its own role. */
export const databaseSpec = {
  DATABASE_URL: variable(databaseUrl, {
    desc: "the PostgreSQL database, with this service's own role and its password",
    example: 'postgresql://synapse_reward_engine:password@127.0.0.1:5432/synapse',
    secret: true,
  }),
};

/** For services that work for one community. */
export const communitySpec = {
  COMMUNITY: variable(text(/^[a-z0-9_]{1,32}$/, 'must be 1 to 32 characters out of a-z, 0-9 and _'), {
    desc: 'the community this process works for; a deployment with a single one keeps the default',
    example: 'main',
    default: 'main',
  }),
};

/** For services that remember who was erased. */
export const erasureSpec = {
  ERASURE_KEY: variable(secretKey(32), {
    desc: 'the secret under which erased members are remembered, so that what they did does not come back: the same for reward-engine and lake-writer, and never changed.',
    example: '$(openssl rand -base64 48)',
    secret: true,
  }),
};
