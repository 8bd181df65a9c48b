import { runService } from '@synapse/runtime';
import { CHECKS, runGateway } from './app.js';
import { gatewaySpec } from './config.js';

void runService(
  { name: 'ingest-gateway', spec: gatewaySpec, checks: CHECKS },
  ({ config, log, ready, signal, phase }) => runGateway({ config, log, ready, phase, now: Date.now }, signal),
);
