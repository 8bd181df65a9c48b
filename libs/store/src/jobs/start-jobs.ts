import { setTimeout as delay } from 'node:timers/promises';
import { isJobKind, type JobAnswer, type JobRequest, jobRequestComplaint } from '@synapse/contracts';
import { isPassingDatabaseError } from '../database-error.js';
import type { Owner } from '../own.js';
import type { Connection, Pool } from '../pool.js';
import {
  endJob,
  type JobProgress,
  JobStoppedError,
  type JobTable,
  layJob,
  nextJob,
  noteJob,
  type OpenJob,
} from './job-rows.js';

const AGAIN_AFTER_MS = 1_000;

/** What a job is done with. */
export interface JobTools {
  /** The one writer; what it does waits for its turn between the batches of the log. */
  readonly owner: Owner;
  /** Connections beside the owner's, for what must not keep it waiting. */
  readonly db: Pool;
  /** Notes how far the job is, in the transaction of the work that it tells of. */
  note(connection: Pick<Connection, 'query'>, progress: JobProgress): Promise<void>;
  /** Aborts when the job is stopped, or its owner is none any more. */
  readonly signal: AbortSignal;
}

/** What came of a job; or what says so when it is kept, between two batches of the log, where that may have moved meanwhile. */
export type JobReport = object | ((connection: Connection) => Promise<object>);

/** Does a job from where it is to its end. Killed at any moment and called again, it must come to the same. */
// biome-ignore lint/suspicious/noExplicitAny: what a place holds is the kind's own business.
export type DoJob = (job: OpenJob<any>, tools: JobTools) => Promise<JobReport>;

export interface JobsToDo extends Pick<JobTools, 'owner' | 'db'> {
  readonly table: JobTable;
  readonly kinds: Readonly<Record<string, DoJob>>;
  readonly until: AbortSignal;
  /** Called when a job failed for a reason that waiting does not mend. */
  readonly onFailed: (error: unknown, job: OpenJob) => void;
}

export interface Jobs {
  /** Takes a job on, or stops it. @returns what its owner says of it, once that is durable */
  take(kind: string, request: unknown): Promise<JobAnswer>;
}

/** Does jobs one after the other until `until` aborts; begins with what an earlier owner left undone. */
export function startJobs({ owner, db, table, kinds, until, onFailed }: JobsToDo): Jobs {
  let isWoken = true;
  let isRunning = false;
  let current: { id: number; stop: AbortController } | null = null;

  async function drain(): Promise<void> {
    while (isWoken && !until.aborted) {
      isWoken = false;
      for (;;) {
        const job = await owner.alone((connection) => nextJob(connection, table));
        if (!job || until.aborted) break;
        await doOne(job);
      }
    }
  }

  async function doOne(job: OpenJob): Promise<void> {
    const stop = new AbortController();
    current = { id: job.id, stop };
    const signal = AbortSignal.any([until, stop.signal]);
    const note: JobTools['note'] = (connection, progress) => noteJob(connection, table, job.id, progress);
    try {
      const work = kinds[job.kind];
      if (!work) throw new Error(`this build does no ${job.kind}`);
      const report = await work(job, { owner, db, note, signal });
      await owner.alone(async (connection) =>
        endJob(connection, table, job.id, {
          report: typeof report === 'function' ? await report(connection) : report,
        }),
      );
    } catch (error) {
      if (signal.aborted || error instanceof JobStoppedError) return;
      if (isPassingDatabaseError(error)) throw error;
      onFailed(error, job);
      const problem = inWords(error);
      await owner.alone((connection) => endJob(connection, table, job.id, { problem }));
    } finally {
      current = null;
    }
  }

  /** The job is in the table: what only waiting can mend is waited for. */
  async function run(): Promise<void> {
    while (!until.aborted) {
      try {
        await drain();
        return;
      } catch (error) {
        if (!isPassingDatabaseError(error)) throw error;
        isWoken = true;
        await delay(AGAIN_AFTER_MS, undefined, { signal: until }).catch(() => {});
      }
    }
  }

  function wake(): void {
    isWoken = true;
    if (isRunning) return;
    isRunning = true;
    run()
      .catch(() => {})
      .finally(() => {
        isRunning = false;
        if (isWoken && !until.aborted) wake();
      });
  }

  wake();
  return {
    async take(kind, request) {
      const refused = jobRequestComplaint(kind, request) ?? (kinds[kind] ? null : `It does no ${kind}.`);
      if (refused !== null || !isJobKind(kind)) return { refused: refused ?? '' };
      const { id, asked_at, input, stop = false } = request as JobRequest;
      const job = { id, kind, input, askedAt: new Date(asked_at), isStopped: stop };
      const state = await owner.alone((connection) => layJob(connection, table, job));
      if (state === 'stopped' && current?.id === id) current.stop.abort();
      wake();
      return { state };
    },
  };
}

/** Errors that are meant for people have a hint; of others only their kind is told, for their words may quote anything. */
function inWords(error: unknown): string {
  const { name = 'Error', message, hint } = error as { name?: string; message?: string; hint?: string };
  return hint === undefined
    ? `It failed (${name}): the log of the service tells more.`
    : `${message} ${hint}`;
}
