import {
  busPermissions,
  COMMAND_ISSUERS,
  changeSubject,
  commandSubject,
  configSubject,
  deadWebhookSubject,
  discordSubject,
  historySubject,
  JOB_SERVICES,
  JOBS,
  jobSubject,
  querySubject,
  rewardsSubject,
} from '@synapse/contracts';
import { changesOf } from '../../services/admin/src/resources/changes';
import { answerables } from '../../services/query/src/answerables';

const MAIN = 'main';
/** Last tokens that nobody answers to by these names. */
export const STRANGE = ['no_such_thing', '__proto__', 'constructor'];

export const CHANGES = changesOf(MAIN);
export const ANSWERABLES = answerables('');

/** Every subject of a community on which something can be sent. */
export const EVERY_SUBJECT: readonly string[] = [
  discordSubject(MAIN),
  historySubject(MAIN),
  configSubject(MAIN),
  rewardsSubject(MAIN),
  deadWebhookSubject(MAIN, 'fuzz'),
  ...COMMAND_ISSUERS.map((issuer) => commandSubject(MAIN, issuer)),
  ...CHANGES.map(({ name }) => changeSubject(MAIN, name)),
  ...ANSWERABLES.map(({ name }) => querySubject(MAIN, name)),
  ...JOB_SERVICES.flatMap((service) => Object.keys(JOBS).map((kind) => jobSubject(MAIN, service, kind))),
];

/** What services may send or hear that none of these subjects is: what is new to the bus is missing above. */
export function forgottenSubjects(): string[] {
  const permitted = Object.values(busPermissions([MAIN])).flatMap(({ publish, subscribe }) => [
    ...publish,
    ...subscribe,
  ]);
  return permitted
    .filter((subject) => subject.startsWith('synapse.'))
    .filter((subject) => !EVERY_SUBJECT.some((known) => matches(subject, known)));
}

/** Whether a subject is one of those that a pattern of NATS means. */
function matches(pattern: string, subject: string): boolean {
  const tokens = subject.split('.');
  const parts = pattern.split('.');
  const isOpen = parts.at(-1) === '>';
  if (isOpen ? tokens.length < parts.length : tokens.length !== parts.length) return false;
  return parts.every((part, at) => part === '>' || part === '*' || part === tokens[at]);
}
