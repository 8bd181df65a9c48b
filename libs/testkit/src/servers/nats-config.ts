export interface NatsConfigValues {
  /** host:port; port -1 = any free one. */
  listen: string;
  monitor: string;
  storeDir: string;
  /** true = an fsync before every acknowledgement. */
  durable: boolean;
  maxPayloadBytes?: number;
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
  return `${lines.filter(Boolean).join('\n')}\n`;
}
