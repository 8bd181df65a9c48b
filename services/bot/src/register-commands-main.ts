import { runCommand } from '@synapse/runtime';
import { COMMANDS } from './commands/commands.js';
import { botSpec } from './config.js';
import { registerCommands } from './register-commands.js';

const { DISCORD_TOKEN, DISCORD_API_URL } = botSpec;
const spec = { DISCORD_TOKEN, DISCORD_API_URL };

void runCommand({ name: 'register-commands', spec }, async ({ config, say }) => {
  const { DISCORD_TOKEN: token, DISCORD_API_URL: apiUrl } = config;
  const definitions = [...COMMANDS.values()].map(({ definition }) => definition);
  const { isChanged, names } = await registerCommands({ token, apiUrl }, definitions);
  say(`${isChanged ? 'Registered' : 'Unchanged'}: ${names.map((name) => `/${name}`).join(' ')}`);
});
