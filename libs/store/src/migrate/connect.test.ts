import { connect, refuseOldServer } from './connect.js';

test.each(['16.0', '16.14 (Debian 16.14-1)', '17beta1', '18.1'])('PostgreSQL %s is new enough', (version) => {
  expect(() => refuseOldServer(version)).not.toThrow();
});

test.each(['15.8', '9.6.24', 'of an unknown version'])('PostgreSQL %s is refused', (version) => {
  expect(() => refuseOldServer(version)).toThrow(`is PostgreSQL ${version} and Synapse needs 16 or newer`);
});

test.each(['', 'localhost:5432', 'mysql://root@localhost/synapse'])(
  '"%s" is no database URL',
  async (url) => {
    await expect(connect(url)).rejects.toThrow(
      'not of the form postgresql://user:password@host:port/database',
    );
  },
);

test('an unreachable server is named by its address, without the password', async () => {
  const error: Error = await connect('postgresql://ada:hunter2@127.0.0.1:1/synapse').catch((cause) => cause);
  expect(error.message).toBe(
    'Cannot connect to PostgreSQL at 127.0.0.1:1/synapse: nothing listens there. Start PostgreSQL, or correct host and port in DATABASE_URL.',
  );
});
