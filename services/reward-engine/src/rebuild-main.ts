import { runCommand } from '@synapse/runtime';
import { rebuild, rebuildSpec } from './rebuild.js';

void runCommand({ name: 'rebuild', spec: rebuildSpec }, async (command) => {
  await rebuild(command);
});
