import { runService } from '@synapse/runtime';
import { runWebhooks } from './app.js';
import { webhooksSpec } from './config.js';

void runService({ name: 'webhooks', spec: webhooksSpec, checks: ['bus', 'endpoints'] }, runWebhooks);
