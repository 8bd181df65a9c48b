import {
  COMMANDS,
  type CommandJson,
  commandBodyHash,
  commandKey,
  commandSource,
  commandSubject,
  decodeCommand,
  decodeOutcome,
  type Entry,
  EntryMustWaitError,
  encodeCommand,
  encodeOutcome,
  FutureVersionError,
  readEntry,
} from './index.js';

const award = {
  v: 1,
  id: 'c-1',
  issuer: 'admin',
  actor: '99',
  at: '2026-01-02T03:04:05.000Z',
  type: 'award',
  member: '1',
  xp: 5,
  reason: 'well done',
} satisfies CommandJson;

const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));

function decoded(change: object = {}) {
  const result = decodeCommand(bytes({ ...award, ...change }));
  if ('unreadable' in result) throw new Error(result.unreadable.detail);
  return result.command;
}

test('a command survives the wire; ids become BigInt, times milliseconds, unknown fields are dropped', () => {
  expect(decodeCommand(bytes({ ...award, guild_id: '10', shoe_size: 43 }))).toEqual({
    command: {
      id: 'c-1',
      issuer: 'admin',
      actor: 99n,
      at: Date.UTC(2026, 0, 2, 3, 4, 5),
      guildId: 10n,
      channelId: null,
      type: 'award',
      body: { member: '1', xp: 5, reason: 'well done' },
    },
  });
  expect(decodeCommand(encodeCommand(award))).toEqual({ command: decoded() });
});

test.each<[string, object, string]>([
  ['an id that is too long', { id: 'x'.repeat(65) }, 'bad_shape'],
  ['an empty id', { id: '' }, 'bad_shape'],
  ['an id with other characters', { id: 'a b' }, 'bad_shape'],
  ['an id that is a number', { id: 7 }, 'bad_shape'],
  ['an actor that is a number', { actor: 99 }, 'bad_id'],
  ['an actor beyond 63 bits', { actor: '9999999999999999999' }, 'bad_id'],
  ['a member that is a number', { member: 1 }, 'bad_id'],
  ['a member that is nobody', { member: '0' }, 'bad_id'],
  ['a member beyond 63 bits', { member: '9999999999999999999' }, 'bad_id'],
  ['a guild that is none', { guild_id: 'guild' }, 'bad_id'],
  ['an unknown issuer', { issuer: 'query' }, 'bad_shape'],
  ['a time that is none', { at: 'yesterday' }, 'bad_time'],
  ['a time before Discord', { at: '2014-12-31T23:59:59.000Z' }, 'bad_time'],
  ['a time after every calendar', { at: '+275760-09-13T00:00:00.000Z' }, 'bad_time'],
  ['XP beyond an integer', { xp: 2_147_483_648 }, 'bad_shape'],
  ['half a point', { xp: 0.5 }, 'bad_shape'],
  ['no reason', { reason: undefined }, 'bad_shape'],
  ['a blank reason', { reason: '  ' }, 'bad_shape'],
  ['a reason with a NUL character', { reason: 'a\0b' }, 'bad_text'],
  ['a reason with half a surrogate pair', { reason: 'a\ud800' }, 'bad_text'],
  ['a type that nobody knows', { type: 'hug' }, 'unknown_type'],
  ['a type that is a property of every object', { type: 'constructor' }, 'unknown_type'],
  ['no version', { v: undefined }, 'bad_shape'],
])('%s makes it unreadable', (_, change, reason) => {
  expect(decodeCommand(bytes({ ...award, ...change }))).toMatchObject({ unreadable: { reason } });
  expect(() => encodeCommand({ ...award, ...change } as CommandJson)).toThrow('Not a command: ');
});

test('what is published has no field that its reader would drop', () => {
  const misspelled = { ...award, glod: 50 } as unknown as CommandJson;
  expect(() => encodeCommand(misspelled)).toThrow('Not a command: glod: no field of award is called so.');
});

test.each(['', '{', 'null', '[]', '"award"', '7'])('%j is no command', (text) => {
  expect(decodeCommand(Buffer.from(text))).toHaveProperty('unreadable');
});

test('a detail says which field, never what stood in it', () => {
  expect(decodeCommand(bytes({ ...award, reason: 'secret\0' }))).toMatchObject({
    unreadable: { detail: 'reason: holds a NUL character or half a surrogate pair.' },
  });
});

test('a time in a body is a time, too', () => {
  const forget = { ...award, type: 'forget_before' };
  expect(decodeCommand(bytes({ ...forget, before: 'soon' }))).toMatchObject({
    unreadable: { reason: 'bad_time' },
  });
  expect(decodeCommand(bytes({ ...forget, before: award.at }))).toHaveProperty('command');
});

test('a later version waits', () => {
  expect(() => decodeCommand(bytes({ v: 2, type: 'hug' }))).toThrow(FutureVersionError);
});

describe('the hash of what a command asks for', () => {
  const hash = (change: object = {}) => commandBodyHash(decoded(change));

  test('is the same for the same command sent again later, whatever the order of its fields', () => {
    const { v, id, issuer, actor, at, ...rest } = award;
    const shuffled = Object.fromEntries([...Object.entries({ v, id, issuer, actor, at, ...rest })].reverse());
    expect(hash(shuffled)).toBe(hash());
    expect(hash({ at: '2026-01-02T03:04:06.000Z' })).toBe(hash());
    expect(hash({ shoe_size: 43 })).toBe(hash());
    expect(hash()).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each([
    { xp: 6 },
    { gold: 5, xp: undefined },
    { member: '2' },
    { reason: 'x' },
    { guild_id: '10' },
    { channel_id: '10' },
  ])('changes with %j', (change) => {
    expect(hash(change)).not.toBe(hash());
  });
});

test('rows are named after the command, in at most 50 characters', () => {
  expect(commandSource(decoded({ actor: '0' }))).toBe('admin:0:c-1');
  const long = caller({ id: 'x'.repeat(64) });
  const other = caller({ id: `${'x'.repeat(63)}y` });
  expect(commandSource(long).length).toBeLessThanOrEqual(50);
  expect(commandSource(long)).toMatch(/^bot:9000000000000000001:~/);
  expect(commandSource(long)).not.toBe(commandSource(other));
  expect(commandKey(long)).toBe(`bot:9000000000000000001:${'x'.repeat(64)}`);
});

const caller = ({ id }: { id: string }) => ({ issuer: 'bot' as const, actor: 9000000000000000001n, id });

test('rows do not name the admin who sent the command, and keep admins apart', () => {
  const source = commandSource(decoded());
  expect(source).toMatch(/^admin:~[0-9a-f]{22}$/);
  expect(commandSource(decoded({ actor: '98' }))).not.toBe(source);
  expect(commandSource(decoded({ id: 'c-2' }))).not.toBe(source);
});

test('every command has an issuer and says what it does', () => {
  for (const { issuers, body } of Object.values(COMMANDS)) {
    expect(issuers.length).toBeGreaterThan(0);
    expect(body.description).toMatch(/\.$/);
  }
});

test('an outcome survives the wire, anything else is none', () => {
  const outcome = { status: 'refused', reason: 'insufficient_gold' } as const;
  expect(decodeOutcome(encodeOutcome(outcome))).toEqual(outcome);
  expect(() => decodeOutcome(bytes({ status: 'perhaps' }))).toThrow(TypeError);
});

describe('as an entry of the log', () => {
  const entry = (body: Uint8Array, issuer: 'admin' | 'bot' = 'admin'): Entry => ({
    subject: commandSubject('main', issuer),
    sequence: 1,
    loggedAt: 0,
    body,
  });

  test('it is read whole', () => {
    expect(readEntry(entry(bytes(award))).content).toEqual({ kind: 'command', command: decoded() });
  });

  test('one whose issuer is not the one of its subject is unreadable', () => {
    expect(readEntry(entry(bytes(award), 'bot')).content).toMatchObject({
      kind: 'unreadable',
      reason: 'bad_shape',
    });
  });

  test('an unreadable one is a dead letter, one of a later version waits', () => {
    expect(readEntry(entry(bytes({ ...award, type: 'hug' }))).content).toMatchObject({
      kind: 'unreadable',
      reason: 'unknown_type',
    });
    expect(() => readEntry(entry(bytes({ ...award, v: 2 })))).toThrow(EntryMustWaitError);
  });
});
