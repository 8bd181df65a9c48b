import { runCommand } from '@synapse/runtime';
import { rebuild, rebuildSpec } from './rebuild.js';
import { tellMembers } from './tell-progress.js';

void runCommand({ name: 'rebuild', spec: rebuildSpec }, async (command) => {
  await rebuild({ ...command, onProgress: tellMembers });
});
