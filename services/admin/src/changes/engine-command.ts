import { createHash } from 'node:crypto';
import { sendCommand } from '@synapse/bus';
import {
  COMMAND_VERSION,
  type CommandAnswer,
  type CommandJson,
  commandSource,
  type Outcome,
  REFUSALS,
  type Refusal,
} from '@synapse/contracts';
import { problemBody } from '@synapse/http';
import { Prisma } from '@synapse/store';
import { audit, type Transaction } from '../audit.js';
import { oneAtATime } from '../one-at-a-time.js';
import type { Admin } from './admin.js';
import type { Answer, Audited, CommandChange, Occasion } from './change.js';
import {
  type Asked,
  earlierRequest,
  keepToLimit,
  rememberRequest,
  replayed,
  requestId,
} from './request-log.js';

const ANSWER_WITHIN_MS = 5_000;

/** Refusals that say that a thing is not there, and not that it is in the way. */
const NOT_THERE: readonly Refusal[] = [
  'unknown_member',
  'unknown_template',
  'unknown_quest',
  'unknown_season',
];

/** A command as `change_requests` keeps it until the engine has settled it. */
interface Asking {
  command: CommandJson;
  audited: Audited;
  reason: string | null;
  address: string | null;
}

/** A request whose command waits to be settled, or its answer when it was settled before. */
export type OpenRequest = { id: ReturnType<typeof requestId>; asking: Asking } | { answer: Answer };

/** Makes a command durable before it is sent: whatever happens then, it is sent, and audited once it is applied. */
export const askEngine = (
  { prisma, changesPerMinute }: Admin,
  change: CommandChange<Record<string, unknown>>,
  asked: Asked,
  occasion: Occasion,
): Promise<OpenRequest> =>
  prisma.$transaction(async (tx) => {
    await oneAtATime(tx, String(asked.asker.actor));
    const id = requestId(asked);
    const earlier = await earlierRequest(tx, asked);
    if (earlier?.answer) return { answer: replayed(earlier.answer) };
    if (earlier) return { id, asking: earlier.command as unknown as Asking };
    await keepToLimit(tx, asked.asker, changesPerMinute, occasion.now);
    const wish = await change.command(tx, asked.input, occasion);
    const asking = {
      command: {
        v: COMMAND_VERSION,
        id: commandId(asked),
        issuer: 'admin',
        actor: String(asked.asker.actor),
        at: occasion.now.toISOString(),
        ...(wish.guildId !== undefined && { guild_id: String(wish.guildId) }),
        type: wish.type,
        ...wish.body,
      } as CommandJson,
      audited: wish.audited,
      reason: occasion.reason,
      address: occasion.asker.address,
    };
    await rememberRequest(tx, asked, { answer: null, command: asking, now: occasion.now });
    return { id, asking };
  });

/** Sends what was asked, audits it when it was applied, and remembers the answer; once, however often it is called. */
export async function settleRequest(admin: Admin, request: OpenRequest): Promise<Answer> {
  if ('answer' in request) return request.answer;
  const { id, asking } = request;
  const { command } = asking;
  const outcome = await sendCommand(admin.bus, {
    community: admin.community,
    command,
    deadlineMs: ANSWER_WITHIN_MS,
  });
  const answer = answerOf(outcome);
  if (outcome.status === 'pending') return answer;
  await admin.prisma.$transaction(async (tx) => {
    const { count } = await tx.changeRequest.updateMany({
      where: { ...id.actorId_door_key, status: null },
      // What was asked names a member, and is not needed any more.
      data: {
        status: answer.status,
        answer: answer as unknown as Prisma.InputJsonObject,
        command: Prisma.DbNull,
      },
    });
    if (count === 0 || outcome.status !== 'applied') return;
    const { audited, address, reason } = asking;
    const snapshots = await snapshotsOf(tx, asking, outcome);
    await audit(tx, { ...audited, ...snapshots, actor: BigInt(command.actor), address, reason });
  });
  return answer;
}

/** Settles what an earlier process, or an engine that was away, left open. @returns how many were settled */
export async function settleOpenRequests(admin: Admin, now: Date): Promise<number> {
  const open = await admin.prisma.changeRequest.findMany({
    where: { status: null, askedAt: { lt: new Date(now.getTime() - 2 * ANSWER_WITHIN_MS) } },
    orderBy: { askedAt: 'asc' },
    take: 100,
  });
  let settled = 0;
  for (const { actorId, door, key, command } of open) {
    const id = { actorId_door_key: { actorId, door, key } };
    const { status } = await settleRequest(admin, { id, asking: command as unknown as Asking });
    if (status === 202) break;
    settled += 1;
  }
  return settled;
}

/** The same for the same request: the engine gives it one effect. */
const commandId = ({ asker: { door }, key }: Asked): string =>
  `c-${createHash('sha256').update(`${door} ${key}`).digest('base64url')}`;

function answerOf(outcome: CommandAnswer): Answer {
  if (outcome.status === 'applied') return { status: 200, body: outcome.result ?? {} };
  if (outcome.status === 'pending') return { status: 202, body: { status: 'pending' } };
  const reason = outcome.reason ?? 'wrong_state';
  const status = NOT_THERE.includes(reason) ? 404 : 409;
  const about = outcome.field === undefined ? '' : ` It is about "${outcome.field}".`;
  return { status, body: { ...problemBody(status, REFUSALS[reason] + about), reason } };
}

/** What a member had before and after a command, from what it did: the journal tells every step. */
async function snapshotsOf(tx: Transaction, { command, audited }: Asking, { result = {} }: Outcome) {
  // Nothing about an erased member is kept.
  if (command.type === 'erase_member') return {};
  const { totals, ...did } = result as { totals?: Record<'xp' | 'level' | 'gold' | 'stars', number> };
  if (!totals) return { after: { ...audited.after, ...did } };
  const source = commandSource({ ...command, actor: BigInt(command.actor) });
  const rows = await tx.activityLog.findMany({
    // By time first, which an index finds.
    where: {
      timestamp: new Date(command.at),
      sourceSystem: 'command',
      sourceEventId: { startsWith: source },
    },
  });
  const sum = (of: (row: (typeof rows)[number]) => number) => rows.reduce((all, row) => all + of(row), 0);
  const before = {
    xp: totals.xp - sum(({ xpDelta }) => xpDelta),
    level: totals.level - rows.filter(({ eventType }) => eventType === 'LEVEL_UP').length,
    gold: totals.gold - sum(({ metadata }) => Number((metadata as { gold_delta?: number }).gold_delta ?? 0)),
  };
  return { before: { ...audited.before, ...before }, after: { ...audited.after, ...totals, ...did } };
}
