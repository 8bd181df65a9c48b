import { createHash } from 'node:crypto';
import { SYSTEM_ACTOR } from '@synapse/contracts';
import type { OpenPrismaClient } from '@synapse/store';
import { issueCommand } from './issue-command.js';
import type { Seasons } from './seasons/close-seasons.js';

/** Members that one entry of the log looks at. */
const RANGE = 500;
const LARGEST_ID = 2n ** 63n - 1n;

/**
 * Lets those who already qualify for a new or changed template have it, silently: a series of small commands, each waited
 * for, so that the engine is never flooded. Goes on where an earlier call ended.
 * @returns ids of the templates that were swept to the end
 */
export async function sweepNewTemplates(admin: Seasons, now: Date): Promise<number[]> {
  const templates = await admin.prisma.achievementTemplate.findMany({
    where: { active: true, requirementType: { not: 'custom' }, requirementValue: { not: null } },
    orderBy: { id: 'asc' },
  });
  const names = new Map(templates.map((template) => [template.id, sweepName(template)]));
  const done = await settled(admin.prisma, [...names.values()].map(endOf));
  const swept: number[] = [];
  for (const [template, name] of names) {
    if (done.has(endOf(name))) continue;
    if (!(await sweep(admin, template, name, now))) break;
    swept.push(template);
  }
  return swept;
}

type Template = Awaited<ReturnType<OpenPrismaClient['achievementTemplate']['findMany']>>[number];

/** Another requirement is another sweep; another name or reward is not. */
function sweepName({
  id,
  requirementType,
  requirementScope,
  requirementField,
  requirementValue,
}: Template): string {
  const requirement = JSON.stringify([requirementType, requirementScope, requirementField, requirementValue]);
  return `sweep-${id}-${digest(requirement).slice(0, 8)}`;
}

/** The same range has the same name; rows of everybody in it bear the name, so it is not the first one's id. */
const rangeOf = (name: string, first: bigint) => `${name}-${digest(`${name}-${first}`).slice(0, 16)}`;

const digest = (of: string) => createHash('sha256').update(of).digest('hex');

const endOf = (name: string) => `${name}-end`;

async function settled(prisma: OpenPrismaClient, ids: string[]): Promise<Set<string>> {
  const found = await prisma.commandOutcome.findMany({
    where: { issuer: 'admin', actorId: BigInt(SYSTEM_ACTOR), commandId: { in: ids } },
    select: { commandId: true },
  });
  return new Set(found.map(({ commandId }) => commandId));
}

/** @returns whether every member was looked at; the rest waits when the engine does not answer */
async function sweep(
  { prisma, bus, community }: Seasons,
  template: number,
  name: string,
  now: Date,
): Promise<boolean> {
  const send = async (id: string, from: bigint, to: bigint) => {
    const body = { template, from: String(from), to: String(to) };
    const answer = await issueCommand(bus, community, { id, type: 'sweep_template', body, at: now });
    return answer.status !== 'pending';
  };
  for (let swept = 0n; ; ) {
    const members = await prisma.user.findMany({
      where: { id: { gt: swept } },
      orderBy: { id: 'asc' },
      take: RANGE,
      select: { id: true },
    });
    const first = members[0]?.id;
    const last = members.at(-1)?.id;
    if (first === undefined || last === undefined) {
      return send(endOf(name), swept < LARGEST_ID ? swept + 1n : LARGEST_ID, LARGEST_ID);
    }
    if (!(await send(rangeOf(name, first), first, last))) return false;
    swept = last;
  }
}
