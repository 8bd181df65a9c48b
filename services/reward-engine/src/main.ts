import { runService } from '@synapse/runtime';
import { runRewardEngine } from './app.js';
import { spec } from './config.js';

void runService({ name: 'reward-engine', spec, checks: ['bus', 'position'] }, runRewardEngine);
