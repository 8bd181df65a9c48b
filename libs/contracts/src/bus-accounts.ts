import { REWARDS_STREAM_NAME } from './subjects.js';

/** Accounts of NATS: who is in one hears, asks and sees nothing of another but what {@link ACCOUNT_BRIDGES} lends. */
export const BUS_ACCOUNTS = ['SYNAPSE', 'SUBSCRIBERS'] as const;
export type BusAccount = (typeof BUS_ACCOUNTS)[number];

/** JetStream's API of one account, as it is called in the other. */
export const SYNAPSE_API = 'synapse.JS.API';
export const SUBSCRIBERS_API = 'subscribers.JS.API';

/** On its way from one account to the other a message has a subject of these. */
export const COPY_SUBJECT = 'synapse.copy.v1';

/** What one account lends to another. */
export interface AccountBridge {
  from: BusAccount;
  to: BusAccount;
  /** A `service` is asked and answers, a `stream` is heard. */
  kind: 'service' | 'stream';
  subject: string;
  /** What it is called there, if not the same. */
  as?: string;
}

const lent = (subject: string, as?: string): AccountBridge => ({
  from: 'SYNAPSE',
  to: 'SUBSCRIBERS',
  kind: 'service',
  subject,
  ...(as && { as }),
});

const borrowed = (action: string): AccountBridge => ({
  from: 'SUBSCRIBERS',
  to: 'SYNAPSE',
  kind: 'service',
  subject: `$JS.API.STREAM.${action}.${REWARDS_STREAM_NAME}`,
  as: `${SUBSCRIBERS_API}.STREAM.${action}.${REWARDS_STREAM_NAME}`,
});

/** What the engine does with the copy, and what an operator may. */
const COPY_ACTIONS = ['INFO', 'CREATE', 'UPDATE', 'DELETE'];

const CREATE = `CONSUMER.CREATE.${REWARDS_STREAM_NAME}`;

/**
 * What the copy of the reward frames needs to follow the original, and the engine to make the copy. Source: NATS'
 * documentation, "Source and Mirror Streams", across accounts.
 */
export const ACCOUNT_BRIDGES: readonly AccountBridge[] = [
  lent(`$JS.API.${CREATE}`, `${SYNAPSE_API}.${CREATE}`),
  lent(`$JS.API.${CREATE}.>`, `${SYNAPSE_API}.${CREATE}.>`),
  lent(`$JS.FC.${REWARDS_STREAM_NAME}.>`),
  { from: 'SYNAPSE', to: 'SUBSCRIBERS', kind: 'stream', subject: `${COPY_SUBJECT}.>` },
  ...COPY_ACTIONS.map(borrowed),
];
