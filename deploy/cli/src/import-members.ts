import { constants, openAsBlob } from 'node:fs';
import { access } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { OperatorError } from '@synapse/runtime';
import type { AdminApi } from './admin-api.js';
import { ExitCode, type Output } from './output.js';

export interface ImportRequest {
  file: string;
  format: string;
  keep: string;
  preview?: true;
}

/** As the admin API tells it. */
interface Import {
  id: string;
  state: string;
  members: number;
  settled: number;
  raised: number;
  unchanged: number;
  refused: number;
  bad: number;
  bad_rows: { line: number; reason: string }[];
}

const LOOK_EVERY_MS = 500;
const SHOWN = 20;

/** Imports members and waits until the engine has answered for each; killed, the import goes on without it. */
export async function importMembers(api: AdminApi, request: ImportRequest, output: Output): Promise<number> {
  const { file, format, keep, preview } = request;
  await access(file, constants.R_OK).catch((error: NodeJS.ErrnoException) => {
    throw new OperatorError(`${file} cannot be read (${error.code}).`, 'Name the file to import.');
  });
  const how = new URLSearchParams({ format, keep });
  const read = await api.upload<Import>(`imports?${how}`, await openAsBlob(file));
  for (const { line, reason } of read.bad_rows.slice(0, SHOWN)) output.say(`line ${line}: ${reason}`);
  if (read.bad > 0) output.say(`${read.bad} lines cannot be used.`);
  return preview ? foretell(api, read, output) : apply(api, read, output);
}

/** Says what the import would bring, and has the file forgotten. */
async function foretell(api: AdminApi, { id, bad }: Import, output: Output): Promise<number> {
  const report = await api
    .read<{ members: number; raised: number; xp: number }>(`imports/${id}/preview`)
    .finally(() => api.change('DELETE', `imports/${id}`));
  output.result(report);
  output.say(`${report.members} members, ${report.raised} would be raised by ${report.xp} XP together.`);
  return bad > 0 ? ExitCode.wrong : ExitCode.well;
}

async function apply(api: AdminApi, { id }: Import, output: Output): Promise<number> {
  let now = await api.change<Import>('POST', `imports/${id}/apply`);
  while (now.state === 'applying') {
    output.progress(now.settled, now.members);
    await sleep(LOOK_EVERY_MS);
    now = await api.read<Import>(`imports/${id}`);
  }
  const { bad_rows: _, ...result } = now;
  output.result(result);
  output.say(
    `Import ${id}: ${now.members} members, ${now.raised} raised, ${now.unchanged} unchanged, ${now.refused} refused.`,
  );
  return now.refused + now.bad > 0 ? ExitCode.wrong : ExitCode.well;
}
