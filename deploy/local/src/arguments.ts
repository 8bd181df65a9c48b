import { parseArgs } from 'node:util';

export const help = `Synapse on this machine: PostgreSQL, NATS, Discord (simulated unless DISCORD_TOKEN is set) and all services.

  npm start                  start, and continue with the data of the last time
  npm start -- --fresh       delete the data first
  npm start -- --data DIR    keep the data in DIR (default: .synapse in this checkout)
  npm start -- --help        this text

What it takes from the environment:
  DATABASE_URL       a PostgreSQL 16 of yours instead of a local one; it may create tables and roles there
  NATS_URL           a nats-server (2.10 or later, JetStream) of yours; NATS_MONITOR_URL is its monitoring address
  NATS_SERVER_BIN    the nats-server program to start
  STACK=containers   start both in containers instead (Docker)
  DISCORD_TOKEN      a bot's token: run on real Discord; DISCORD_API_URL names another Discord
  DISCORD_CLIENT_ID, DISCORD_CLIENT_SECRET
                     with a token, the application that admins sign in with
  SIM_RATE, SIM_SEED how many things happen a second in the simulated Discord (default 5), and its seed
  HTTP_PORT          the page's port (default 8080, or the next free one)
  LOG_LEVEL          what the services write to their logs (default warn)
`;

export interface Arguments {
  fresh: boolean;
  help: boolean;
  data?: string;
}

/** Reads the command line. Throws with what it does not know. */
export function readArguments(argv: string[]): Arguments {
  try {
    const { values } = parseArgs({
      args: argv,
      options: {
        fresh: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
        data: { type: 'string' },
      },
    });
    return values;
  } catch (error) {
    throw new Error(`${(error as Error).message.split('. ')[0]}. See npm start -- --help`);
  }
}
