import { communitySpec, databaseSpec, erasureSpec, kind, natsSpec, variable } from '@synapse/runtime';

export const spec = {
  ...natsSpec,
  ...databaseSpec,
  ...communitySpec,
  ...erasureSpec,
  VERIFY_EVERY_MINUTES: variable(kind.integer(0, 10_080), {
    desc: "how often the engine holds every member's figures against the journal, for the metric synapse_engine_drift_members (0: never)",
    example: '60',
    default: 60,
  }),
};
