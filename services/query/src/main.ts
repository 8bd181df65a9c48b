import { runService } from '@synapse/runtime';
import { runQuery } from './app.js';
import { querySpec } from './config.js';

void runService(
  { name: 'query', spec: querySpec, checks: ['http', 'database', 'boards', 'bus'] },
  (service) => runQuery(service, service.signal),
);
