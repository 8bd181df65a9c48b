import { type TObject, Type } from '@sinclair/typebox';
import { HttpProblem } from '@synapse/http';
import type { Prisma } from '@synapse/store';
import type { Transaction } from '../audit.js';
import { type AnyChange, type Occasion, tableChange } from '../changes/change.js';
import { RowId } from '../http/ids.js';
import { askForJobs } from '../jobs/ask-for-jobs.js';
import { done, existing } from './row-change.js';
import type { Runs } from './runs.js';

/** Asking for a run of a kind, and stopping it. */
export function runChanges<B extends TObject | null>(
  runs: Runs,
  { verb, summary, body, check }: RunChanges<B>,
): AnyChange[] {
  const { kind, path, tag, resource } = runs;
  const described = { tag, scope: 'operations' } as const;
  return [
    tableChange({
      ...described,
      name: `${verb}_${kind}`,
      method: 'POST',
      path,
      summary,
      params: Type.Object({}),
      body,
      async make(tx, wanted, { asker, now }: Occasion) {
        const input = wanted as object;
        await check?.(tx, input);
        const { id } = await tx.job.create({
          data: { kind, input: input as Prisma.InputJsonObject, askedBy: asker.actor, askedAt: now },
        });
        return { ...(await done(resource, tx, { id, before: null })), afterwards: askForJobs };
      },
    }),
    tableChange({
      ...described,
      name: `stop_${kind}`,
      method: 'DELETE',
      path: `${path}/:id`,
      summary: 'Ends it where it is. What it did until then stays, and so does its row.',
      params: Type.Object({ id: RowId }),
      body: null,
      async make(tx, { id }, occasion) {
        const before = await existing(resource, tx, id, occasion);
        if (before.state !== 'waiting' && before.state !== 'running') {
          throw new HttpProblem(409, `It is ${before.state} already.`);
        }
        await tx.job.update({ where: { id: Number(id) }, data: { stopped: true, told: false } });
        const made = await done(resource, tx, { id: Number(id), before, action: 'DELETE' });
        return { ...made, afterwards: askForJobs };
      },
    }),
  ];
}

interface RunChanges<B extends TObject | null> {
  verb: string;
  summary: string;
  body: B;
  /** @throws HttpProblem when it need not be asked for */
  check?: (tx: Transaction, input: object) => Promise<void>;
}
