-- Copies of the engine's tables at one position of the log, made and replaced by `npm run checkpoint`. Nobody else looks in.
CREATE SCHEMA checkpoint;
GRANT USAGE, CREATE ON SCHEMA checkpoint TO synapse_reward_engine;
