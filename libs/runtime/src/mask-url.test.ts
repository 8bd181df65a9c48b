import { maskUrl } from './mask-url.js';

test.each([
  ['nats://engine:s3cret@127.0.0.1:4222', 'nats://engine:***@127.0.0.1:4222'],
  ['nats://s3cret@127.0.0.1:4222', 'nats://***@127.0.0.1:4222'],
  ['nats://a:s3cret@one,nats://b:s3cret@two', 'nats://a:***@one,nats://b:***@two'],
  ['postgresql://u:s3@cret/x@db/synapse', 'postgresql://u:***@db/synapse'],
  ['postgresql://db/synapse?user=u&password=s3cret&x=1', 'postgresql://db/synapse?user=u&password=***&x=1'],
  ['cannot reach "tls://u:s3cret@h" now', 'cannot reach "tls://u:***@h" now'],
])('hides the secret in %s', (given, masked) => {
  expect(maskUrl(given)).toBe(masked);
});

test.each(['http://127.0.0.1:8222/varz?x=1', 'mail bob@example.org', 'nats://127.0.0.1, then a@b'])(
  'leaves %s alone',
  (text) => {
    expect(maskUrl(text)).toBe(text);
  },
);

test('a masked JSON line is still JSON', () => {
  const line = JSON.stringify({ msg: 'see "postgres://u:s3cret@h/db?token=s3cret" or "nats://a:b\\c@d"' });
  expect(JSON.parse(maskUrl(line))).toEqual({
    msg: 'see "postgres://u:***@h/db?token=***" or "nats://a:***@d"',
  });
});
