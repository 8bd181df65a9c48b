import { runService } from '@synapse/runtime';
import { runAdmin } from './app.js';
import { adminSpec } from './config.js';

void runService({ name: 'admin', spec: adminSpec, checks: ['bus', 'database', 'http'] }, runAdmin);
