import { type Static, Type } from '@sinclair/typebox';
import { JOBS, type JobKind, RunDocument } from '@synapse/contracts';
import type { Prisma } from '@synapse/store';
import type { Transaction } from '../audit.js';
import { type Paged, pageOf } from './paged.js';
import type { Resource } from './row-change.js';

/** A job of a kind as admins see it, wherever its parts stand. */
export const runOf = (kind: JobKind) =>
  Type.Object({
    ...RunDocument.properties,
    input: JOBS[kind].input,
    report: Type.Union([JOBS[kind].report, Type.Null()], {
      description: 'What came of it, once it is done.',
    }),
  });
export type Run = Omit<Static<ReturnType<typeof runOf>>, 'report' | 'input'> & {
  input: object;
  report: object | null;
};

/** A kind of job as a kind of row. */
export interface Runs {
  kind: JobKind;
  /** Of its list, below `/v1/admin`. */
  path: string;
  /** In operation ids: `list<Name>s`. */
  operation: string;
  tag: string;
  resource: Omit<Resource<Run>, 'guildOf'>;
  list: Paged<Run>;
}

type Job = NonNullable<Awaited<ReturnType<Transaction['job']['findUnique']>>>;
type OwnersRow = Omit<NonNullable<Awaited<ReturnType<Transaction['lakeJob']['findUnique']>>>, 'report'> & {
  report?: Prisma.JsonValue;
};

const ownersTable = (tx: Transaction, kind: JobKind) =>
  (JOBS[kind].service === 'lake-writer' ? tx.lakeJob : tx.engineJob) as Transaction['lakeJob'];

/** @param told what of a report is told where runs are read; the whole of it unless given */
export function runsOf(
  { kind, path, operation, tag, name }: Pick<Runs, 'kind' | 'path' | 'operation' | 'tag'> & { name: string },
  told: (report: object) => object = (report) => report,
): Runs {
  const document = (job: Job, row: OwnersRow | null | undefined): Run => ({
    id: String(job.id),
    state: stateOf(job, row),
    done: Number(row?.done ?? 0),
    total: row?.total == null ? null : Number(row.total),
    input: job.input as object,
    report: row?.report ? told(row.report as object) : null,
    problem: job.refused ?? row?.problem ?? null,
    asked_by: String(job.askedBy),
    asked_at: job.askedAt.toISOString(),
    ended_at: row?.endedAt?.toISOString() ?? null,
  });
  const resource: Resource<Run> = {
    table: 'jobs',
    name,
    schema: runOf(kind),
    async read(tx, id) {
      const job = await tx.job.findFirst({ where: { id, kind } });
      return job && document(job, await ownersTable(tx, kind).findUnique({ where: { id } }));
    },
  };
  return {
    kind,
    path,
    operation,
    tag,
    resource,
    list: (tx, query) =>
      pageOf(query, async (before, take) => {
        const jobs = await tx.job.findMany({ where: { ...before, kind }, orderBy: { id: 'desc' }, take });
        const rows = await ownersTable(tx, kind).findMany({
          where: { id: { in: jobs.map(({ id }) => id) } },
        });
        return jobs.map((job) =>
          document(
            job,
            rows.find(({ id }) => id === job.id),
          ),
        );
      }),
  };
}

function stateOf({ refused, stopped }: Job, row: OwnersRow | null | undefined): Run['state'] {
  if (row && !(stopped && row.state === 'running')) return row.state as Run['state'];
  if (stopped) return 'stopped';
  return refused === null ? 'waiting' : 'failed';
}
