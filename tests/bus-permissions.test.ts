import {
  connectBus,
  deadWebhooksStream,
  ensureStream,
  ensureSubscribersCopy,
  factsStream,
  openRewards,
  publishFrame,
  readLog,
  rewardsStream,
  takeIdentifyTurn,
} from '@synapse/bus';
import {
  BUS_USERS,
  type BusUser,
  changeSubject,
  commandSubject,
  configSubject,
  deadWebhookSubject,
  discordSubject,
  factsStreamName,
  historySubject,
  JOB_SERVICES,
  jobSubject,
  querySubject,
  rewardsSubject,
  SYNAPSE_API,
} from '@synapse/contracts';
import { type NatsServer, startNats, temporaryFolder } from '@synapse/testkit';

const passwords = Object.fromEntries(BUS_USERS.map((user) => [user, `secret-of-${user}`])) as Record<
  BusUser,
  string
>;

let folder: ReturnType<typeof temporaryFolder>;
let nats: NatsServer;

beforeAll(async () => {
  folder = temporaryFolder('synapse-permissions-');
  nats = await startNats({ dataDir: folder.path, durable: false, passwords });
  const bus = await connectBus({ url: nats.url, name: 'test' });
  await ensureStream(bus, factsStream('main'));
  await ensureStream(bus, rewardsStream());
  await ensureStream(bus, deadWebhooksStream());
  await publishFrame(bus, { subject: discordSubject('main'), id: 'first', body: Buffer.from('x') });
  await publishFrame(bus, { subject: rewardsSubject('main'), id: 'first', body: Buffer.from('x') });
  await bus.close();
  // The engine's user makes the copy: its rights must do.
  await as('reward-engine', (engine) => ensureSubscribersCopy(engine));
});

afterAll(async () => {
  await nats.stop();
  folder.remove();
});

async function as<T>(
  user: BusUser,
  work: (bus: Awaited<ReturnType<typeof connectBus>>) => Promise<T>,
): Promise<T> {
  const bus = await connectBus({ url: nats.urlOf(user), name: user });
  return work(bus).finally(bus.close);
}

const SUBJECTS: Record<string, { subject: string; may: BusUser[] }> = {
  facts: { subject: discordSubject('main'), may: ['ingest-gateway'] },
  history: { subject: historySubject('main'), may: ['admin'] },
  rules: { subject: configSubject('main'), may: ['admin'] },
  'commands of admins': { subject: commandSubject('main', 'admin'), may: ['admin'] },
  'dead letters': { subject: deadWebhookSubject('main', 'crm'), may: ['webhooks'] },
  'commands of members': { subject: commandSubject('main', 'bot'), may: ['bot'] },
  rewards: { subject: rewardsSubject('main'), may: ['reward-engine'] },
};

/** What is asked and answered, and kept nowhere. */
const REQUESTS: Record<string, { subject: string; may: BusUser[] }> = {
  changes: { subject: changeSubject('main', 'create_quest'), may: ['bot'] },
  reads: { subject: querySubject('main', 'getMember'), may: ['bot'] },
  ...Object.fromEntries(
    JOB_SERVICES.map((service) => [
      `jobs of ${service}`,
      { subject: jobSubject('main', service, 'retention'), may: ['admin'] as BusUser[] },
    ]),
  ),
};

describe.each(BUS_USERS)('%s', (user) => {
  test.each(Object.entries(REQUESTS))('asks for %s only if that is its work', async (_, { subject, may }) => {
    const attempt = as(user, ({ nc }) => nc.request(subject, '{}', { timeout: 5_000 }));
    // Nobody is there to answer.
    await expect(attempt).rejects.toThrow(may.includes(user) ? /no responders/i : /permissions violation/i);
  });

  test('makes no stream that would hear what is none of its business', async () => {
    const spying = JSON.stringify({ name: 'SPY', subjects: ['synapse.>', '_INBOX.>'], storage: 'memory' });
    const attempt = as(user, ({ nc }) => nc.request('$JS.API.STREAM.CREATE.SPY', spying));
    await expect(attempt).rejects.toThrow(/permissions violation/i);
  });

  test('speaks for nobody else: another community, the server itself', async () => {
    for (const subject of [discordSubject('other'), configSubject('other'), '$SYS.REQ.SERVER.PING']) {
      const attempt = as(user, ({ nc }) => nc.request(subject, '{}'));
      await expect(attempt).rejects.toThrow(/permissions violation/i);
    }
  });

  test.each(Object.entries(SUBJECTS))(
    'publishes %s only if that is its work',
    async (name, { subject, may }) => {
      const attempt = as(user, (bus) =>
        publishFrame(bus, { subject, id: `${user} ${name}`, body: Buffer.from('x') }),
      );
      if (may.includes(user)) expect(await attempt).toMatchObject({ duplicate: false });
      else await expect(attempt).rejects.toThrow(/permissions violation/i);
    },
  );

  test.each(['UPDATE', 'PURGE', 'DELETE', 'MSG.DELETE'])('has no stream changed: %s', async (action) => {
    for (const stream of [factsStreamName('main'), 'REWARDS']) {
      const attempt = as(user, ({ nc }) => nc.request(`$JS.API.STREAM.${action}.${stream}`, '{}'));
      await expect(attempt).rejects.toThrow(/permissions violation/i);
    }
  });

  test('reads the log only if that is its work', async () => {
    const read = as(user, async (bus) => {
      const enough = AbortSignal.timeout(5_000);
      for await (const [entry] of readLog(bus, { community: 'main', after: 0, signal: enough }))
        return entry?.sequence;
      return undefined;
    });
    if (['query', 'webhooks', 'subscriber'].includes(user))
      await expect(read).rejects.toThrow(/permissions violation/i);
    else expect(await read).toBe(1);
  });

  test('takes turns at Discord only if it logs in there', async () => {
    const signal = AbortSignal.timeout(5_000);
    const turn = { url: nats.urlOf(user), name: 'test', token: user, group: 0, signal };
    if (user === 'bot' || user === 'ingest-gateway') await takeIdentifyTurn(turn);
    else await expect(takeIdentifyTurn(turn)).rejects.toThrow(/permissions violation/i);
  });

  test.each(['synapse.>', '_INBOX.>', '_INBOX.*.>', '>'])(
    'listens to nothing but its own inbox: %s',
    async (subject) => {
      await as(user, async ({ nc }) => {
        const subscription = nc.subscribe(subject);
        const next = async () => {
          for await (const _ of subscription) return;
        };
        await expect(next()).rejects.toThrow(/permissions violation/i);
      });
    },
  );
});

test('a subscriber of another team reads reward events and has its place kept', async () => {
  await as('subscriber', async (bus) => {
    const stop = new AbortController();
    const { frames } = await openRewards(bus, {
      community: 'main',
      from: 'start',
      durable: 'theirs',
      signal: stop.signal,
    });
    // What lies there is no frame: it was let through, and could not be read.
    await expect(frames.next()).rejects.toThrow('No reward frame');
    await bus.nc.request('$JS.ACK.REWARDS.theirs.1.1.1.1.0', '');
    expect((await bus.jsm.consumers.info('REWARDS', 'theirs')).ack_floor.stream_seq).toBe(1);
    stop.abort();
  });
});

describe('another team', () => {
  test.each(['INFO', 'DELETE', 'MSG.NEXT'])('finds no consumer of a service: %s', async (action) => {
    await as('webhooks', ({ jsm }) => jsm.consumers.add('REWARDS', { durable_name: 'webhook-crm' }));
    await as('subscriber', async ({ nc }) => {
      const body = action === 'MSG.NEXT' ? '{"batch":1,"no_wait":true}' : '';
      const attempt = nc.request(`$JS.API.CONSUMER.${action}.REWARDS.webhook-crm`, body, { timeout: 1_000 });
      const said = await attempt.then((answer) => answer.string(), String);
      expect(said).toMatch(/consumer not found|stream not found|no responders/i);
      await nc.request('$JS.ACK.REWARDS.webhook-crm.1.1.1.1.0', '', { timeout: 500 }).catch(() => {});
    });
    await as('webhooks', async ({ jsm }) =>
      expect(await jsm.consumers.info('REWARDS', 'webhook-crm')).toMatchObject({
        ack_floor: { stream_seq: 0 },
      }),
    );
  });

  test('has nothing delivered to where services listen, and leaves its copy whole', async () => {
    const operator = await connectBus({ url: nats.url, name: 'test' });
    const ends = async () =>
      Promise.all(
        [factsStreamName('main'), 'REWARDS'].map(async (stream) => {
          const { state } = await operator.jsm.streams.info(stream);
          return [state.first_seq, state.last_seq];
        }),
      );
    const before = await ends();
    const heard: string[] = [];
    const listening = operator.nc.subscribe('>');
    void (async () => {
      for await (const { subject } of listening) heard.push(subject);
    })();
    const targets = [
      configSubject('main'),
      rewardsSubject('main'),
      '$JS.API.STREAM.DELETE.FACTS_main',
      '$JS.API.STREAM.PURGE.REWARDS',
      'anything',
    ];
    await as('subscriber', async ({ nc, jsm }) => {
      for (const [n, deliver_subject] of targets.entries()) {
        const config = { name: `spy${n}`, deliver_subject, deliver_policy: 'all', headers_only: true };
        const body = JSON.stringify({ stream_name: 'REWARDS', config });
        await nc.request(`$JS.API.CONSUMER.CREATE.REWARDS.spy${n}`, body);
      }
      const { state } = await jsm.streams.info('REWARDS');
      expect(state.last_seq).toBeGreaterThan(0);
    });
    await operator.nc.flush();
    expect(await ends()).toEqual(before);
    expect(heard.filter((subject) => targets.includes(subject))).toEqual([]);
    await operator.close();
  });

  test('cannot ask the services’ account for more than the copy does', async () => {
    await as('subscriber', async ({ nc }) => {
      for (const call of ['CONSUMER.CREATE.REWARDS', 'CONSUMER.CREATE.REWARDS.x', 'STREAM.INFO.FACTS_main']) {
        const attempt = nc.request(`${SYNAPSE_API}.${call}`, '{}');
        await expect(attempt).rejects.toThrow(/permissions violation/i);
      }
    });
  });
});

test('nobody comes in without a password, or with another’s', async () => {
  const bare = `nats://127.0.0.1:${nats.port}`;
  const wrong = nats.urlOf('admin').replace('secret-of-admin', 'secret-of-query');
  for (const url of [bare, wrong]) {
    await expect(connectBus({ url, name: 'nobody' })).rejects.toThrow(/No NATS server can be used/);
  }
});
