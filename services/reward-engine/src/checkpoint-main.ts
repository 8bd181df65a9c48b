import { runCommand } from '@synapse/runtime';
import { checkpoint, checkpointSpec } from './checkpoint.js';

void runCommand({ name: 'checkpoint', spec: checkpointSpec }, async (command) => {
  await checkpoint(command);
});
