import { publishFrame } from '@synapse/bus';
import { subscribe } from '@synapse/client';
import { discordSubject, encodeFact, encodeFrame } from '@synapse/contracts';
import {
  buildFact,
  eventually,
  publishRules,
  roleUrl,
  runInProcess,
  startTestServers,
} from '@synapse/testkit';
import { runRewardEngine } from '../services/reward-engine/src/app';

const TRACE = '0af7651916cd43dd8448eb211c80319c';

test('one trace leads from the dispatch through log, decision and outbox to whoever is told', async () => {
  const servers = await startTestServers();
  const engine = await runInProcess('reward-engine', runRewardEngine, {
    DATABASE_URL: roleUrl(servers.database.url, 'synapse_reward_engine'),
    NATS_URL: servers.nats.url,
    VERIFY_EVERY_MINUTES: 0,
  });
  try {
    await publishRules(servers.bus, 'main', { version: 1 });
    await publishFrame(servers.bus, {
      subject: discordSubject('main'),
      id: 'traced',
      body: encodeFrame('traced', [encodeFact(buildFact('message_create', { id: 'msg:1' }))]),
      traceparent: `00-${TRACE}-b7ad6b7169203331-01`,
    });
    const traces: (string | undefined)[] = [];
    const subscription = await subscribe(
      { url: servers.nats.url, kinds: ['granted'], from: 'start' },
      (_, { traceparent }) => traces.push(traceparent?.split('-')[1]),
    );
    await eventually('the event', () => traces.length > 0);
    await subscription.stop();
    expect(traces).toEqual([TRACE]);
  } finally {
    await engine.stop();
    await servers.end();
  }
});
