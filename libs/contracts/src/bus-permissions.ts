import { ACCOUNT_BRIDGES, type BusAccount } from './bus-accounts.js';
import { JOB_SERVICES, type JobService } from './jobs.js';
import {
  changeSubject,
  commandSubject,
  configSubject,
  DEAD_WEBHOOKS_STREAM_NAME,
  deadWebhookSubject,
  discordSubject,
  factsStreamName,
  historySubject,
  IDENTIFY_BUCKET,
  jobSubject,
  querySubject,
  REWARDS_STREAM_NAME,
  rewardsSubject,
} from './subjects.js';

/** What a user of NATS may send and receive; everything else is refused. */
export interface BusPermissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

/** Answers come to an inbox of whoever asked. */
const INBOXES = '_INBOX.>';

/** Where the inboxes of a user begin: nobody hears what others are answered. @param user of NATS */
export const inboxPrefix = (user: string): string => `_INBOX.${user}`;

/** Reading a stream, by JetStream's API. Source: NATS' documentation, "NATS JetStream API Reference". */
const reading = (stream: string): string[] => [
  `$JS.API.STREAM.INFO.${stream}`,
  `$JS.API.STREAM.MSG.GET.${stream}`,
  `$JS.API.CONSUMER.CREATE.${stream}`,
  `$JS.API.CONSUMER.CREATE.${stream}.>`,
  `$JS.API.CONSUMER.INFO.${stream}.>`,
  `$JS.API.CONSUMER.MSG.NEXT.${stream}.>`,
  `$JS.API.CONSUMER.DELETE.${stream}.>`,
];

/** Saying how far one is in it, for readers whose place the server keeps. */
const acknowledging = (stream: string): string => `$JS.ACK.${stream}.>`;

/** Making it where it is missing. Nobody may change, purge or delete one. */
const making = (stream: string): string => `$JS.API.STREAM.CREATE.${stream}`;

/** Making the copy for other teams, and making it anew. */
const COPYING = ACCOUNT_BRIDGES.flatMap(({ to, as }) => (to === 'SYNAPSE' && as ? [as] : []));

/** Taking turns with others: a bucket is a stream, too. Source: NATS' ADR-8, "JetStream based Key-Value Stores". */
const takingTurns = (bucket: string): string[] => [
  '$JS.API.INFO',
  `$JS.API.STREAM.INFO.KV_${bucket}`,
  making(`KV_${bucket}`),
  `$JS.API.DIRECT.GET.KV_${bucket}.>`,
  `$KV.${bucket}.>`,
];

const forCommunity = (community: string): Record<BusUser, string[]> => {
  const facts = factsStreamName(community);
  const log = [...reading(facts), making(facts)];
  return {
    'ingest-gateway': [...log, discordSubject(community), ...takingTurns(IDENTIFY_BUCKET)],
    // It answers the jobs that admin asks for.
    'lake-writer': [...log, INBOXES],
    // It answers commands to the inboxes of those who sent them, and jobs.
    'reward-engine': [
      ...log,
      ...reading(REWARDS_STREAM_NAME),
      making(REWARDS_STREAM_NAME),
      ...COPYING,
      rewardsSubject(community),
      INBOXES,
    ],
    admin: [
      ...log,
      ...reading(REWARDS_STREAM_NAME),
      configSubject(community),
      historySubject(community),
      commandSubject(community, 'admin'),
      ...JOB_SERVICES.map((service) => jobSubject(community, service, '*')),
      // It answers what the bot asks to be changed.
      INBOXES,
    ],
    // It answers reads to the inboxes of those who asked.
    query: [...reading(REWARDS_STREAM_NAME), INBOXES],
    bot: [
      ...reading(facts),
      ...reading(REWARDS_STREAM_NAME),
      commandSubject(community, 'bot'),
      changeSubject(community, '*'),
      querySubject(community, '*'),
      ...takingTurns(IDENTIFY_BUCKET),
    ],
    webhooks: [
      ...reading(REWARDS_STREAM_NAME),
      acknowledging(REWARDS_STREAM_NAME),
      ...reading(DEAD_WEBHOOKS_STREAM_NAME),
      making(DEAD_WEBHOOKS_STREAM_NAME),
      // What was posted after all.
      `$JS.API.STREAM.MSG.DELETE.${DEAD_WEBHOOKS_STREAM_NAME}`,
      deadWebhookSubject(community, '*'),
    ],
    subscriber: [...reading(REWARDS_STREAM_NAME), acknowledging(REWARDS_STREAM_NAME)],
  };
};

/** What somebody listens to besides the inbox. */
const heard = (user: BusUser, community: string): string[] => {
  if (user === 'admin') return [changeSubject(community, '*')];
  if (doesJobs(user)) return [jobSubject(community, user, '*')];
  return user === 'query' ? [querySubject(community, '*')] : [];
};

const doesJobs = (user: BusUser): user is JobService => (JOB_SERVICES as readonly string[]).includes(user);

/** Every service that logs in to NATS, by the name of its user; `subscriber` is for programs of other teams. */
export const BUS_USERS = [
  'ingest-gateway',
  'lake-writer',
  'reward-engine',
  'admin',
  'query',
  'bot',
  'webhooks',
  'subscriber',
] as const;
export type BusUser = (typeof BUS_USERS)[number];

/** Programs of other teams have an account of their own. */
export const accountOf = (user: BusUser): BusAccount => (user === 'subscriber' ? 'SUBSCRIBERS' : 'SYNAPSE');

/** What each service may do on the bus of these communities: as little as it needs. */
export function busPermissions(communities: readonly string[]): Record<BusUser, BusPermissions> {
  const all = communities.map(forCommunity);
  const of = (user: BusUser): BusPermissions => ({
    publish: [...new Set(all.flatMap((permissions) => permissions[user]))],
    subscribe: [`${inboxPrefix(user)}.>`, ...communities.flatMap((community) => heard(user, community))],
  });
  return Object.fromEntries(BUS_USERS.map((user) => [user, of(user)])) as Record<BusUser, BusPermissions>;
}
