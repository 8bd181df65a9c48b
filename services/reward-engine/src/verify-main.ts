import { databaseSpec, runCommand } from '@synapse/runtime';
import { tellMembers } from './tell-progress.js';
import { verify } from './verify.js';

void runCommand({ name: 'verify', spec: databaseSpec }, (command) =>
  verify({ ...command, onProgress: tellMembers }),
);
