/** Renders a Markdown table with aligned columns; those named in `right` to the right. */
export function renderTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly string[] = [],
): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, 3, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${head.map((title, column) => pad(cells[column] ?? '', widths[column] ?? 0, right.includes(title))).join(' | ')} |`;
  const rule = head.map((title, column) => {
    const dashes = '-'.repeat((widths[column] ?? 3) - 1);
    return right.includes(title) ? `${dashes}:` : `${dashes}-`;
  });
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

const pad = (text: string, width: number, toTheRight: boolean) =>
  toTheRight ? text.padStart(width) : text.padEnd(width);
