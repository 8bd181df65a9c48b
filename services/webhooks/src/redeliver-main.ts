import { deadWebhooksStream, joinBus } from '@synapse/bus';
import { OperatorError, runCommand } from '@synapse/runtime';
import { webhooksSpec } from './config.js';
import { readEndpoints } from './endpoints.js';
import { redeliver } from './redeliver.js';

void runCommand({ name: 'redeliver', spec: webhooksSpec }, async ({ config, signal, say }) => {
  const endpoints = readEndpoints(config.WEBHOOKS);
  const [name] = process.argv.slice(2);
  const endpoint = endpoints.find((one) => one.name === name);
  if (!endpoint) {
    const names = endpoints.map((one) => one.name).join(', ');
    throw new OperatorError(`There is no endpoint ${name ?? '(none was named)'}.`, `Name one of: ${names}.`);
  }
  const bus = await joinBus(config, { name: 'redeliver', streams: [deadWebhooksStream()] });
  try {
    const { taken, unreadable, refused } = await redeliver(bus, config.COMMUNITY, endpoint, signal);
    say(`${endpoint.name} took ${taken} events.`);
    if (unreadable > 0) say(`${unreadable} letters hold no event, and were left as they are.`);
    if (refused)
      throw new OperatorError(`${endpoint.name} refused ${refused}.`, 'The others were left as they are.');
  } finally {
    await bus.close();
  }
});
