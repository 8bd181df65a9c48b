import { runService } from '@synapse/runtime';
import { runAdmin } from './app.js';
import { spec } from './config.js';

void runService({ name: 'admin', spec, checks: ['bus', 'database'] }, runAdmin);
