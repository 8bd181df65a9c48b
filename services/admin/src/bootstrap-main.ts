import { runCommand } from '@synapse/runtime';
import { bootstrap } from './bootstrap/bootstrap.js';
import { spec } from './config.js';

void runCommand({ name: 'bootstrap', spec }, bootstrap);
