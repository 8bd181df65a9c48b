import {
  bool,
  choice,
  commaList,
  databaseUrl,
  integer,
  natsServers,
  port,
  ratio,
  secretKey,
  text,
  url,
} from './kind.js';

test('integer takes whole numbers within its range only', () => {
  const kind = integer(1, 500);
  expect(kind('500')).toBe(500);
  for (const wrong of ['0', '501', '1.5', '1e2', '0x10', 'many', '12a']) {
    expect(() => kind(wrong)).toThrow('must be a whole number from 1 to 500');
  }
});

test('port takes 0 to 65535', () => {
  expect([port('0'), port('65535')]).toEqual([0, 65_535]);
  expect(() => port('65536')).toThrow('from 0 to 65535');
});

test('ratio takes 0 to 1', () => {
  expect([ratio('0'), ratio('0.25'), ratio('.5'), ratio('1')]).toEqual([0, 0.25, 0.5, 1]);
  for (const wrong of ['1.1', '-0.1', '10%', '']) expect(() => ratio(wrong)).toThrow('from 0 to 1');
});

test('bool takes the usual words for on and off', () => {
  expect(['1', 'TRUE', 'yes', 'on'].map(bool)).toEqual([true, true, true, true]);
  expect(['0', 'false', 'No', 'off'].map(bool)).toEqual([false, false, false, false]);
  expect(() => bool('maybe')).toThrow('must be 1 (on) or 0 (off)');
  expect(() => bool('10')).toThrow('must be 1 (on) or 0 (off)');
});

test('choice names all words when it refuses one', () => {
  expect(choice(['scan', 'tail'])('tail')).toBe('tail');
  expect(() => choice(['scan', 'tail'])('Tail')).toThrow('must be one of scan, tail');
});

test('commaList applies its kind to each part', () => {
  expect(commaList(integer(1, 9))('1, 2,3')).toEqual([1, 2, 3]);
  expect(() => commaList(integer(1, 9))('1,10')).toThrow('from 1 to 9');
  expect(() => commaList(text())('a,,b')).toThrow('without empty places');
});

test('text says in its own words what must match', () => {
  const kind = text(/^\d+$/, 'must be a snowflake');
  expect(kind('42')).toBe('42');
  expect(() => kind('x')).toThrow('must be a snowflake');
});

test('url wants one of its schemes and a host', () => {
  expect(url(['http', 'https'])('https://collector:4318')).toBe('https://collector:4318');
  expect(() => url(['http', 'https'])('ftp://host')).toThrow('must start with http:// or https://');
  expect(() => url(['http'])('localhost')).toThrow('must be a URL that starts with http://');
  expect(() => url(['nats'])('nats://')).toThrow('must name a host');
});

test('natsServers takes one server or a cluster', () => {
  expect(natsServers('nats://a:p@one:4222, tls://two')).toBe('nats://a:p@one:4222,tls://two');
  expect(() => natsServers('nats://one,http://two')).toThrow('must start with nats:// or tls://');
});

test('databaseUrl must name a database, and asks for encoding where a password breaks the URL', () => {
  expect(databaseUrl('postgres://u:p@h:5432/synapse')).toBe('postgres://u:p@h:5432/synapse');
  expect(() => databaseUrl('postgresql://u:p@h:5432/')).toThrow('must end with the name of a database');
  expect(() => databaseUrl('postgresql://u:p#1@h/db')).toThrow('are written as %XX');
});

test('a secret key is long, and no program lets it be guessed', () => {
  const kind = secretKey(32);
  const made = 'h7Yq0mT3vX9bLr2ZkW8cNf5sGj1dPa6eUo4iRx';
  expect(kind(made)).toBe(made);
  expect(() => kind('short')).toThrow('must be at least 32 characters long');
  for (const weak of ['a'.repeat(40), 'change-me-change-me-change-me-change-me', '0123456789'.repeat(4)]) {
    expect(() => kind(weak)).toThrow('easy to guess');
  }
});
