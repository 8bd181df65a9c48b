import { communityName } from './community.js';

/** Who may issue commands; the last token of a command's subject. */
export const COMMAND_ISSUERS = ['admin', 'bot'] as const;
export type CommandIssuer = (typeof COMMAND_ISSUERS)[number];

const FACTS = 'synapse.facts.v1';
const REWARDS = 'synapse.rewards.v1';

/** Frames of facts from the ingest gateway. */
export const discordSubject = (community: string): string => `${FACTS}.${communityName(community)}.discord`;

/** Frames of facts imported or redriven by admin. */
export const historySubject = (community: string): string => `${FACTS}.${communityName(community)}.history`;

/** One command a message. */
export const commandSubject = (community: string, issuer: CommandIssuer): string =>
  `${FACTS}.${communityName(community)}.command.${issuer}`;

/** One whole rule set a message. */
export const configSubject = (community: string): string => `${FACTS}.${communityName(community)}.config`;

/** Everything that can change the figures of a community. */
export const factsSubjects = (community: string): string => `${FACTS}.${communityName(community)}.>`;

/** The stream that holds {@link factsSubjects}. */
export const factsStreamName = (community: string): string => `FACTS_${communityName(community)}`;

/** Reward frames of a community. */
export const rewardsSubject = (community: string): string => `${REWARDS}.${communityName(community)}`;

/** Reward frames of every community. */
export const REWARDS_SUBJECTS = `${REWARDS}.>`;

/** The stream that holds {@link REWARDS_SUBJECTS}. */
export const REWARDS_STREAM_NAME = 'REWARDS';

const CHANGES = 'synapse.change.v1';

/** Where a change of a community's rules or figures is asked for; `admin` answers. @param change such as `create_quest`, or `*` */
export const changeSubject = (community: string, change: string): string =>
  `${CHANGES}.${communityName(community)}.${change}`;

const QUERY = 'synapse.query.v1';

/** Where a read of a community is asked for; `query` answers. @param read as the API names it, such as `getMember`, or `*` */
export const querySubject = (community: string, read: string): string =>
  `${QUERY}.${communityName(community)}.${read}`;

const JOBS = 'synapse.job.v1';

/** Where a job of a service is asked for; that service does it. @param kind such as `retention`, or `*` */
export const jobSubject = (community: string, service: string, kind: string): string =>
  `${JOBS}.${communityName(community)}.${service}.${kind}`;
const WEBHOOKS = 'synapse.webhooks.v1';

/** Events that could not be posted to an endpoint. @param endpoint its name, or `*` */
export const deadWebhookSubject = (community: string, endpoint: string): string =>
  `${WEBHOOKS}.${communityName(community)}.dead.${endpoint}`;

/** Those of every community and endpoint. */
export const DEAD_WEBHOOK_SUBJECTS = `${WEBHOOKS}.*.dead.*`;

/** The stream that holds {@link DEAD_WEBHOOK_SUBJECTS}. */
export const DEAD_WEBHOOKS_STREAM_NAME = 'DEAD_WEBHOOKS';

/** The key-value bucket in which processes that log in to Discord as one bot take turns. */
export const IDENTIFY_BUCKET = 'DISCORD_IDENTIFY';

/** What an entry of the log holds, told by its subject. */
export type EntryKind = 'facts' | 'config' | 'command' | 'unknown';

/** The kind of an entry on `subject`; `unknown` belongs to a later version of the contracts. */
export function entryKind(subject: string): EntryKind {
  const [source, issuer, ...rest] = subject.split('.').slice(4);
  if (source === 'command') return issuer !== undefined && rest.length === 0 ? 'command' : 'unknown';
  if (issuer !== undefined) return 'unknown';
  if (source === 'discord' || source === 'history') return 'facts';
  return source === 'config' ? 'config' : 'unknown';
}
