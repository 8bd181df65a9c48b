import { sessionStore } from './session-store';

const record = { session_id: 'a', resume_url: 'wss://example', shard_count: 2, sequence: 7, at: 1 };

test('a session is resumed from its durable sequence, with the same number of shards only', () => {
  const store = sessionStore((shard) => (shard === 0 ? record : null));
  expect(store.retrieve(0, 2)).toEqual({
    shardId: 0,
    sessionId: 'a',
    resumeURL: 'wss://example',
    sequence: 7,
    shardCount: 2,
  });
  expect(store.retrieve(0, 3)).toBeNull();
  expect(store.retrieve(1, 2)).toBeNull();
});

test('a session survives network trouble, however the library takes it', () => {
  const store = sessionStore(() => record);
  store.forget(0);
  store.greeted(0);
  store.closed(0, 1006);
  store.forget(0);
  expect(store.retrieve(0, 2)).not.toBeNull();
});

test('where the address to resume at cannot be reached, the session is offered at the ordinary one now and then', () => {
  const store = sessionStore(() => record);
  store.ordinaryAddress('wss://ordinary');
  const addresses = Array.from({ length: 6 }, () => {
    const address = store.retrieve(0, 2)?.resumeURL;
    store.closed(0, 1006);
    return address;
  });
  const [own, ordinary] = ['wss://example', 'wss://ordinary'];
  expect(addresses).toEqual([own, own, ordinary, own, own, ordinary]);
  store.greeted(0);
  store.closed(0, 1006);
  expect(store.retrieve(0, 2)?.resumeURL).toBe(own);
});

test.each([
  ['by a message', (store: ReturnType<typeof sessionStore>) => store.greeted(0)],
  ['by a close code', (store: ReturnType<typeof sessionStore>) => store.closed(0, 4007)],
])('a session that Discord refuses %s is not tried again, the next one is', (_, refuse) => {
  let durable = record;
  const store = sessionStore(() => durable);
  refuse(store);
  store.forget(0);
  expect(store.retrieve(0, 2)).toBeNull();
  durable = { ...record, session_id: 'b' };
  expect(store.retrieve(0, 2)?.sessionId).toBe('b');
});
