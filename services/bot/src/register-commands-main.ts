import { runCommand } from '@synapse/runtime';
import { COMMANDS } from './commands/commands.js';
import { registerSpec } from './config.js';
import { registerCommands } from './register-commands.js';

void runCommand({ name: 'register-commands', spec: registerSpec }, async ({ config, say }) => {
  const { DISCORD_TOKEN: token, DISCORD_API_URL: apiUrl } = config;
  const definitions = [...COMMANDS.values()].map(({ definition }) => definition);
  const { isChanged, names } = await registerCommands({ token, apiUrl }, definitions);
  say(`${isChanged ? 'Registered' : 'Unchanged'}: ${names.map((name) => `/${name}`).join(' ')}`);
});
