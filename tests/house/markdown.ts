import { fieldsOf } from './schema-fields';

/** A section of the reference, from its parts; a list follows its introduction without a gap. */
export const section = (title: string, ...parts: string[]): string =>
  `## ${title}\n\n${parts.map((part) => part.trimEnd()).join('\n\n')}\n`
    .replaceAll(/\n\n(?=\* )/g, '\n')
    .replace('\n* ', '\n\n* ');

/** The fields of an object schema as a table. */
export const fields = (schema: Parameters<typeof fieldsOf>[0]): string =>
  table(
    ['field', 'type', 'meaning'],
    fieldsOf(schema).map(({ path, type, meaning }) => [code(path), type, meaning]),
  );

export const code = (text: string) => `\`${text}\``;

/** A table of Markdown. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return `${[line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n')}\n`;
}
