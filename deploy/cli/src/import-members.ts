import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AdminApi } from './admin-api.js';
import { ExitCode, type Output } from './output.js';

export interface ImportRequest {
  file: string;
  format: string;
  keep: string;
  preview?: true;
}

interface Import {
  id: string;
  state: string;
  members: number;
  settled: number;
  raised: number;
  refused: number;
}

const LOOK_EVERY_MS = 500;

/** Imports members and waits until the engine has answered for each; killed, the import goes on without it. */
export async function importMembers(api: AdminApi, request: ImportRequest, output: Output): Promise<number> {
  const { file, preview, ...how } = request;
  const body = { ...how, content: await readFile(file, 'utf8') };
  if (preview) {
    const report = await api.change<{ members: number; raised: number; bad: unknown[] }>(
      'POST',
      'imports/preview',
      body,
    );
    output.result(report);
    output.say(
      `${report.members} members, ${report.raised} would be raised, ${report.bad.length} lines cannot be read.`,
    );
    return report.bad.length > 0 ? ExitCode.wrong : ExitCode.well;
  }
  let now = await api.change<Import>('POST', 'imports', body);
  while (now.state === 'applying') {
    output.progress(now.settled, now.members);
    await sleep(LOOK_EVERY_MS);
    now = await api.read<Import>(`imports/${now.id}`);
  }
  output.result(now);
  output.say(`Import ${now.id}: ${now.members} members, ${now.raised} raised, ${now.refused} refused.`);
  return now.refused > 0 ? ExitCode.wrong : ExitCode.well;
}
