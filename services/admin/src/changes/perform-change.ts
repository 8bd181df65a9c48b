import { RuleSetError } from '@synapse/contracts';
import { HttpProblem } from '@synapse/http';
import { errorSummary } from '@synapse/runtime';
import { audit } from '../audit.js';
import { oneAtATime } from '../one-at-a-time.js';
import { layRuleSet, publishRuleSets } from '../rule-sets.js';
import type { Admin } from './admin.js';
import type { Answer, Done, Occasion, TableChange } from './change.js';
import { askEngine, settleRequest } from './engine-command.js';
import { type Asked, earlierRequest, keepToLimit, rememberRequest, replayed } from './request-log.js';

export type Request = Asked & Omit<Occasion, 'asker' | 'now'>;

/**
 * The one way in which anything is changed, whatever the door: once for each key, within the limit, audited, and in the log
 * when it changes the rules.
 * @throws HttpProblem when it is refused; nothing is changed then
 */
export async function performChange(admin: Admin, request: Request): Promise<Answer> {
  const occasion = { ...request, now: new Date() };
  const { change } = request;
  if (change.kind === 'command')
    return settleRequest(admin, await askEngine(admin, change, request, occasion));
  await change.prepare?.(admin);
  const { answer, afterwards } = await changeTables(admin, change, request, occasion);
  // It is committed: should the log be away, the rest is done as soon as it is back.
  await publishRuleSets(admin.prisma, admin.bus, admin.community)
    .then(() => afterwards?.(admin))
    .catch((error: unknown) =>
      admin.log.warn({ err: error }, `a change waits to reach the log: ${errorSummary(error)}`),
    );
  return answer;
}

const changeTables = (
  { prisma, community, changesPerMinute }: Admin,
  change: TableChange<Record<string, unknown>>,
  request: Request,
  occasion: Occasion,
): Promise<Pick<Done, 'answer' | 'afterwards'>> =>
  prisma.$transaction(
    async (tx) => {
      await oneAtATime(tx, community);
      const earlier = await earlierRequest(tx, request);
      if (earlier?.answer) return { answer: replayed(earlier.answer) };
      await keepToLimit(tx, occasion.asker, changesPerMinute, occasion.now);
      const {
        answer,
        audited,
        remembered = answer,
        afterwards,
      } = await change.make(tx, request.input, occasion);
      await audit(tx, { ...audited, ...by(occasion) });
      await layRules(tx, community, occasion.now);
      await rememberRequest(tx, request, { answer: remembered, now: occasion.now });
      return { answer, ...(afterwards && { afterwards }) };
    },
    { timeout: 20_000, maxWait: 10_000 },
  );

const by = ({ asker: { actor, address }, reason }: Occasion) => ({ actor, address, reason });

/** The rules are valid as a whole or stay as they were. */
async function layRules(...args: Parameters<typeof layRuleSet>): Promise<void> {
  await layRuleSet(...args).catch((error: unknown) => {
    if (!(error instanceof RuleSetError)) throw error;
    throw new HttpProblem(422, `The rules would not be valid: ${error.message}`);
  });
}
