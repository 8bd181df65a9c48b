import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { SettingValues } from '@synapse/contracts';
import type { CommunityTotals, Pool } from '@synapse/store';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';

/** The HTTP server, whose routes take their types from their schemas. */
export type App = FastifyInstance<
  Server,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** What the reads are answered from. */
export interface Reads {
  community: string;
  db: Pick<Pool, 'query'>;
  /** The settings in force, some seconds old at most. */
  settings: () => Promise<SettingValues>;
  /** The community's figures together, some seconds old at most. */
  totals: () => Promise<CommunityTotals>;
}
