/** The database role each service logs in as; the migrations create them. */
export const serviceRoles = {
  'lake-writer': 'synapse_lake_writer',
  'reward-engine': 'synapse_reward_engine',
  query: 'synapse_query',
  admin: 'synapse_admin',
  bot: 'synapse_bot',
} as const;

export type DatabaseService = keyof typeof serviceRoles;
