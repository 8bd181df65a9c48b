import { communitySpec, databaseSpec, kind, natsSpec, variable } from '@synapse/runtime';

export const spec = {
  ...natsSpec,
  ...databaseSpec,
  ...communitySpec,
  BOOTSTRAP_WAIT_SECONDS: variable(kind.integer(1, 3600), {
    desc: 'how long bootstrap waits for the ingest-gateway to say what the guilds look like',
    example: '120',
    default: 60,
  }),
};
