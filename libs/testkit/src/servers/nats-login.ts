import { createHash } from 'node:crypto';
import { accountOf, BUS_USERS, type BusUser, busPermissions } from '@synapse/contracts';
import type { NatsUser } from './nats-config.js';

type Passwords = Readonly<Record<BusUser, string>>;

export interface NatsLogin {
  user: string;
  password: string;
}

/** Who sets the server up and looks into it. The password is made of the others': a restart with those has the same users. */
export const operatorLogin = (passwords: Passwords): NatsLogin => ({
  user: 'operator',
  password: createHash('sha256').update(Object.values(passwords).join(' ')).digest('hex'),
});

/** The operator, and every service with no more than it needs. */
export function natsUsersWith(passwords: Passwords): NatsUser[] {
  const permissions = busPermissions(['main']);
  const { user, password } = operatorLogin(passwords);
  return [
    { name: user, password },
    ...BUS_USERS.map((name) => ({
      name,
      password: passwords[name],
      account: accountOf(name),
      permissions: permissions[name],
    })),
  ];
}

/** @param host with its port */
export const natsAddress = (host: string, login?: NatsLogin): string =>
  `nats://${login ? `${login.user}:${login.password}@` : ''}${host}`;
