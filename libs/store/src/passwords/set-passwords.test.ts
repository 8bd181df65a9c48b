import {
  createTestDatabase,
  roleUrl,
  type TestDatabase,
  testRolePassword,
  withClient,
} from '@synapse/testkit';
import { setPasswords } from './set-passwords.js';

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

test('roles get the passwords that there are for them, and keep theirs otherwise', async () => {
  const password = testRolePassword;
  const { set, left } = await setPasswords(database.url, { DATABASE_PASSWORD_QUERY: password, PATH: '/bin' });
  expect(set).toEqual(['synapse_query']);
  expect(left).toContain('synapse_admin');
  const url = roleUrl(database.url, 'synapse_query', password);
  expect((await withClient(url, (client) => client.query('select current_user'))).rows).toEqual([
    { current_user: 'synapse_query' },
  ]);
});
