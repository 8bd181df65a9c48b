import {
  ACCOUNT_BRIDGES,
  type AccountBridge,
  BUS_ACCOUNTS,
  type BusAccount,
  type BusPermissions,
} from '@synapse/contracts';

export interface NatsConfigValues {
  /** host:port; port -1 = any free one. */
  listen: string;
  monitor: string;
  storeDir: string;
  /** true = an fsync before every acknowledgement. */
  durable: boolean;
  maxPayloadBytes?: number;
  /** Who may log in, and with which permissions; anybody may when it is not given. */
  users?: readonly NatsUser[];
}

export interface NatsUser {
  name: string;
  /** The password itself, or the name of a variable of the server's after a `$`. */
  password: string;
  /** Default: the services'. */
  account?: BusAccount;
  /** Everything is allowed where none are given. */
  permissions?: BusPermissions;
}

/** The configuration of a single JetStream server. */
export function natsConfig(values: NatsConfigValues): string {
  const lines = [
    `listen: "${values.listen}"`,
    `http: "${values.monitor}"`,
    'server_name: synapse',
    values.maxPayloadBytes ? `max_payload: ${values.maxPayloadBytes}` : '',
    'jetstream {',
    `  store_dir: ${JSON.stringify(values.storeDir)}`,
    // The default is a share of the disk that is free now; a stream's own limit decides, not the day it was made.
    '  max_file_store: 64GB',
    '  max_memory_store: 256MB',
    values.durable ? '  sync_interval: always' : '',
    '}',
  ];
  const server = `${lines.filter(Boolean).join('\n')}\n`;
  return values.users ? `${server}\n${natsUsers(values.users)}` : server;
}

/** The part of a configuration that says who may do what, in which account. */
export function natsUsers(users: readonly NatsUser[]): string {
  const accounts = BUS_ACCOUNTS.flatMap((account) => [
    `  ${account} {`,
    '    jetstream: enabled',
    ...list('users', users.filter((user) => (user.account ?? 'SYNAPSE') === account).map(userBlock)),
    ...list('exports', ACCOUNT_BRIDGES.filter(({ from }) => from === account).map(exported)),
    ...list('imports', ACCOUNT_BRIDGES.filter(({ to }) => to === account).map(imported)),
    '  }',
  ]);
  return ['accounts {', ...accounts, '}', ''].join('\n');
}

const list = (name: string, blocks: readonly string[]): string[] => [`    ${name}: [`, ...blocks, '    ]'];

function userBlock({ name, password, permissions }: NatsUser): string {
  const quoted = (subjects: readonly string[]) =>
    subjects.map((subject) => `            ${JSON.stringify(subject)}`);
  return [
    '      {',
    `        user: ${JSON.stringify(name)}`,
    `        password: ${password.startsWith('$') ? password : JSON.stringify(password)}`,
    ...(permissions
      ? [
          '        permissions: {',
          ...['          publish: [', ...quoted(permissions.publish), '          ]'],
          ...['          subscribe: [', ...quoted(permissions.subscribe), '          ]'],
          '        }',
        ]
      : []),
    '      }',
  ].join('\n');
}

const exported = ({ kind, subject, to }: AccountBridge): string =>
  `      { ${kind}: ${JSON.stringify(subject)}, accounts: [${to}] }`;

const imported = ({ kind, subject, from, as }: AccountBridge): string =>
  `      { ${kind}: { account: ${from}, subject: ${JSON.stringify(subject)} }${as ? `, to: ${JSON.stringify(as)}` : ''} }`;
