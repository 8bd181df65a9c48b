import { join } from 'node:path';
import type { BusUser } from '@synapse/contracts';

/** What a service is given besides NATS and its log level. */
export interface ServiceDefinition {
  name: string;
  /** Compiled file, from the root of the checkout. */
  script: string;
  /** The user of NATS it logs in as, if that is not its name. */
  busUser?: BusUser;
  /** The database role it logs in as. */
  role?: string;
  /** It talks to Discord. */
  discord?: true;
  /** It loads members' pictures. */
  pictures?: true;
  /** It serves the page. */
  http?: true;
  /** It serves the admin API, and signs people in. */
  admin?: true;
  /** It does its work and ends. */
  once?: true;
  /** It remembers who was erased. */
  erases?: true;
  /** Variables of its own. */
  env?: (dataFolder: string) => Record<string, string>;
}

/** In the order they start: each needs what those before it have made. */
export const services: ServiceDefinition[] = [
  {
    name: 'ingest-gateway',
    script: 'services/ingest-gateway/dist/main.js',
    discord: true,
    env: (dataFolder) => ({ SPOOL_DIR: join(dataFolder, 'spool') }),
  },
  {
    name: 'bootstrap',
    script: 'services/admin/dist/bootstrap-main.js',
    role: 'synapse_admin',
    busUser: 'admin',
    once: true,
  },
  {
    name: 'lake-writer',
    script: 'services/lake-writer/dist/main.js',
    role: 'synapse_lake_writer',
    erases: true,
  },
  {
    name: 'reward-engine',
    script: 'services/reward-engine/dist/main.js',
    role: 'synapse_reward_engine',
    erases: true,
  },
  {
    name: 'admin',
    script: 'services/admin/dist/main.js',
    role: 'synapse_admin',
    discord: true,
    admin: true,
  },
  { name: 'query', script: 'services/query/dist/main.js', role: 'synapse_query', http: true },
  {
    name: 'register-commands',
    script: 'services/bot/dist/register-commands-main.js',
    busUser: 'bot',
    discord: true,
    once: true,
  },
  { name: 'bot', script: 'services/bot/dist/main.js', role: 'synapse_bot', discord: true, pictures: true },
];

export const databaseRoles = [...new Set(services.flatMap(({ role }) => role ?? []))];

export interface Addresses {
  nats: { monitorUrl?: string; as(user: BusUser): string };
  database: { as(role: string): string };
  discord: { token: string; apiUrl?: string; cdnUrl?: string; client: { id?: string; secret?: string } };
  /** What sessions are signed with. */
  sessionSecret: string;
  erasureKey: string;
}

/** What each service must not see of the others'. */
const ownedByTheStack = [
  ...['DATABASE_URL', 'NATS_URL', 'NATS_MONITOR_URL', 'DISCORD_TOKEN', 'DISCORD_API_URL', 'DISCORD_CDN_URL'],
  ...[
    'DISCORD_CLIENT_ID',
    'DISCORD_CLIENT_SECRET',
    'SESSION_SECRET',
    'ADMIN_HOST',
    'ADMIN_PORT',
    'ADMIN_URL',
  ],
  ...['HTTP_PORT', 'OPS_PORT', 'OPS_HOST', 'SPOOL_DIR', 'ERASURE_KEY'],
].flatMap((name) => [name, `${name}_FILE`]);

/** The whole environment of one service: ours without the secrets of others, and what it needs. */
export function serviceEnv(
  service: ServiceDefinition,
  addresses: Addresses,
  ports: { ops?: number; http?: number; admin?: number },
  dataFolder: string,
  ours: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const inherited = Object.fromEntries(
    Object.entries(ours).filter(([name]) => !ownedByTheStack.includes(name)),
  );
  const { nats, database, discord, erasureKey, sessionSecret } = addresses;
  const own: NodeJS.ProcessEnv = {
    LOG_LEVEL: ours.LOG_LEVEL || 'warn',
    NATS_URL: nats.as(service.busUser ?? (service.name as BusUser)),
    NATS_MONITOR_URL: nats.monitorUrl,
    DATABASE_URL: service.role && database.as(service.role),
    ERASURE_KEY: service.erases && erasureKey,
    DISCORD_TOKEN: service.discord && discord.token,
    DISCORD_API_URL: service.discord && discord.apiUrl,
    DISCORD_CDN_URL: service.pictures && discord.cdnUrl,
    OPS_HOST: '127.0.0.1',
    OPS_PORT: ports.ops?.toString(),
    HTTP_PORT: ports.http?.toString(),
    ...(service.admin && {
      ADMIN_PORT: ports.admin?.toString(),
      ADMIN_URL: `http://127.0.0.1:${ports.admin}`,
      DISCORD_CLIENT_ID: discord.client.id,
      DISCORD_CLIENT_SECRET: discord.client.secret,
      SESSION_SECRET: sessionSecret,
    }),
    ...service.env?.(dataFolder),
  };
  const given = Object.entries(own).filter(([, value]) => value !== undefined);
  return { ...inherited, ...Object.fromEntries(given) };
}
