import { runService } from '@synapse/runtime';
import { runBot } from './app.js';
import { botSpec } from './config.js';

void runService({ name: 'bot', spec: botSpec, checks: ['bus', 'discord', 'database'] }, runBot);
