-- A what-if judges anew what the lake has.
GRANT SELECT ON event_lake TO synapse_reward_engine;
