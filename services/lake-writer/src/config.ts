import { communitySpec, databaseSpec, natsSpec } from '@synapse/runtime';

export const spec = { ...natsSpec, ...databaseSpec, ...communitySpec };
