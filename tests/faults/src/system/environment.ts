import type { BusUser } from '@synapse/contracts';
import { type DiscordSimulator, freePort, roleUrl } from '@synapse/testkit';
import type { Broker } from './broker.js';
import type { Collector } from './collector.js';
import { type DatabaseServer, ROLE_PASSWORD } from './database-server.js';
import { type Link, openLink } from './link.js';
import type { Receiver } from './receiver.js';

export const COMMUNITY = 'main';

type Variables = Record<string, string>;

/** What a service may be told of the world that it lives in, beyond its servers. */
export interface Surroundings {
  readonly simulator: DiscordSimulator;
  /** A folder for what it keeps on disk. */
  readonly spool: string;
  /** A free port of its own. */
  readonly port: number;
  /** Where the endpoints of others are, for a service that posts. */
  readonly endpoints: string;
}

/** A service by the name of its folder, and what it needs of the world. */
export interface ServiceNeeds {
  name: string;
  /** The service's folder, for a second process of it under another name. */
  of?: BusUser;
  /** The database role it logs in as; without one it has no database. */
  role?: string;
  /** Its variables beside those of every service: log, database and traces. */
  environment?(around: Surroundings): Variables;
  /** It posts to the endpoints of others. */
  posts?: true;
  /** It sends commands: it is ended while others still answer them. */
  asks?: true;
  /** It is started by nobody but a case, and nobody waits for it. */
  isStandby?: true;
}

export type Server = 'nats' | 'postgres' | 'endpoints';

/** The network of a seed, and what services are told of it. */
export interface Network {
  /** Opens a service's way to its servers. @returns its variables */
  join(needs: ServiceNeeds): Promise<Variables>;
  link(service: string, server: Server): Link | null;
  links(server: Server): readonly Link[];
  /** The port that a service was given for itself. */
  portOf(service: string): number;
  close(): Promise<void>;
}

interface World extends Omit<Surroundings, 'port' | 'endpoints'> {
  database: DatabaseServer;
  databaseName: string;
  broker: Broker;
  collector: Collector;
  receiver: Receiver;
}

export function createNetwork(world: World): Network {
  const { database, databaseName, broker, collector, receiver } = world;
  const links: Record<Server, Map<string, Link>> = {
    nats: new Map(),
    postgres: new Map(),
    endpoints: new Map(),
  };
  const ports = new Map<string, number>();
  const open = async (service: string, server: Server, target: number) => {
    const link = await openLink(target);
    links[server].set(service, link);
    return link.port;
  };
  return {
    async join({ name, of = name as BusUser, role, posts, environment }) {
      const nats = await open(name, 'nats', broker.port);
      const endpoints = posts ? `http://127.0.0.1:${await open(name, 'endpoints', receiver.port)}` : '';
      const port = await freePort();
      ports.set(name, port);
      const variables = {
        COMMUNITY,
        NATS_URL: at(broker.urlOf(of), nats),
        ALLOW_UNSAFE_DURABILITY: '1',
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_TRACES_SAMPLER_ARG: '1',
        ...environment?.({ ...world, port, endpoints }),
      };
      if (!role) return variables;
      const postgres = await open(name, 'postgres', database.port);
      const url = roleUrl(database.url(databaseName), role, ROLE_PASSWORD);
      return { ...variables, DATABASE_URL: at(url, postgres) };
    },
    link: (service, server) => links[server].get(service) ?? null,
    links: (server) => [...links[server].values()],
    portOf(service) {
      const port = ports.get(service);
      if (port === undefined) throw new Error(`There is no service ${service} in this campaign.`);
      return port;
    },
    async close() {
      for (const each of Object.values(links)) for (const link of each.values()) await link.close();
    },
  };
}

/** The same address on another port. */
function at(url: string, port: number): string {
  const changed = new URL(url);
  changed.port = String(port);
  return changed.href;
}
