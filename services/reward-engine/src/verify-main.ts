import { databaseSpec, runCommand } from '@synapse/runtime';
import { verify } from './verify.js';

void runCommand({ name: 'verify', spec: databaseSpec }, verify);
