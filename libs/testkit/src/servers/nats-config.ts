import type { BusPermissions } from '@synapse/contracts';

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

/** The part of a configuration that says who may do what. */
export function natsUsers(users: readonly NatsUser[]): string {
  const quoted = (subjects: readonly string[]) =>
    subjects.map((subject) => `        ${JSON.stringify(subject)}`);
  const blocks = users.map(({ name, password, permissions }) => [
    '    {',
    `      user: ${JSON.stringify(name)}`,
    `      password: ${password.startsWith('$') ? password : JSON.stringify(password)}`,
    ...(permissions
      ? [
          '      permissions: {',
          ...['      publish: [', ...quoted(permissions.publish), '      ]'],
          ...['      subscribe: [', ...quoted(permissions.subscribe), '      ]'],
          '      }',
        ]
      : []),
    '    }',
  ]);
  return ['authorization {', '  users: [', ...blocks.flat(), '  ]', '}', ''].join('\n');
}
