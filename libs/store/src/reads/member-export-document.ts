import {
  type MemberExport as Document,
  type ExportSection,
  MEMBER_EXPORT_VERSION,
  MemberExport,
} from '@synapse/contracts';
import type { ReadSection } from './member-export.js';

/** A row of the journal as an export has it, but for its explanation. */
export type ExportedRow = Omit<Document['journal'][number], 'explanation'>;

/**
 * The document of an export, piece by piece: see `MemberExport`.
 * @param explain puts a row of the journal into words
 */
export async function* memberExportDocument(
  id: bigint,
  read: ReadSection,
  explain: (row: ExportedRow) => string,
): AsyncGenerator<string> {
  yield `{"v":${MEMBER_EXPORT_VERSION},"id":"${id}"`;
  for (const [name, { type }] of Object.entries(MemberExport.properties)) {
    if (!isSection(name)) continue;
    const rows = name === 'journal' ? explained(read(name), explain) : read(name);
    if (type === 'array') yield* listOf(name, rows);
    else for await (const row of rows) yield `,\n"${name}":${JSON.stringify(row)}`;
  }
  yield '}\n';
}

const isSection = (name: string): name is ExportSection => name !== 'v' && name !== 'id';

async function* listOf(name: string, rows: AsyncIterable<object>): AsyncGenerator<string> {
  yield `,\n"${name}":[`;
  let separator = '\n';
  for await (const row of rows) {
    yield separator + JSON.stringify(row);
    separator = ',\n';
  }
  yield ']';
}

async function* explained(
  rows: AsyncIterable<Record<string, unknown>>,
  explain: (row: ExportedRow) => string,
): AsyncGenerator<object> {
  for await (const row of rows) yield { ...row, explanation: explain(row as unknown as ExportedRow) };
}
