import { runService } from '@synapse/runtime';
import { runLakeWriter } from './app.js';
import { spec } from './config.js';

void runService({ name: 'lake-writer', spec, checks: ['bus', 'position'] }, runLakeWriter);
