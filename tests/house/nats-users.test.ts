import { accountOf, BUS_USERS, busPermissions } from '@synapse/contracts';
import { natsUsers } from '@synapse/testkit';
import { checkGenerated } from './generated-file';

const HEAD = `# Who may do what on the bus of the community "main". Generated from libs/contracts/src/bus-permissions.ts: \`npm run docs\`.
# Each password is a variable of the server's environment. \`operator\` is for people: it may do everything.
`;

const passwordOf = (user: string) => `$NATS_PASSWORD_${user.replaceAll('-', '_').toUpperCase()}`;

test('deploy/nats/users.conf gives each service what the contract says', () => {
  const permissions = busPermissions(['main']);
  const users = [
    { name: 'operator', password: passwordOf('operator') },
    ...BUS_USERS.map((name) => ({
      name,
      password: passwordOf(name),
      account: accountOf(name),
      permissions: permissions[name],
    })),
  ];
  checkGenerated('deploy/nats/users.conf', `${HEAD}${natsUsers(users)}`);
});
