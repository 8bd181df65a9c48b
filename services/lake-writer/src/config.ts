import { communitySpec, databaseSpec, erasureSpec, natsSpec } from '@synapse/runtime';

export const spec = { ...natsSpec, ...databaseSpec, ...communitySpec, ...erasureSpec };
