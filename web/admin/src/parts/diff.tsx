import { words } from '../schema/words.js';

type Snapshot = Readonly<Record<string, unknown>> | null;

interface Difference {
  name: string;
  before: unknown;
  after: unknown;
}

/** What is different between two documents, one line for each place that is. */
export function differences(before: Snapshot, after: Snapshot): Difference[] {
  const [was, is] = [leaves(before ?? {}), leaves(after ?? {})];
  const names = [...new Set([...was.keys(), ...is.keys()])];
  return names.flatMap((name) => {
    const [one, other] = [was.get(name), is.get(name)];
    return JSON.stringify(one) === JSON.stringify(other) ? [] : [{ name, before: one, after: other }];
  });
}

/** The values of a document by their path. Lists of plain values are one value. */
function leaves(value: object, path = ''): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const [name, inner] of Object.entries(value)) {
    const place = path === '' ? name : `${path} › ${name}`;
    const isNested =
      typeof inner === 'object' &&
      inner !== null &&
      (!Array.isArray(inner) || inner.some((each) => typeof each === 'object'));
    if (!isNested) found.set(place, inner);
    else for (const [below, leaf] of leaves(inner as object, place)) found.set(below, leaf);
  }
  return found;
}

/** What a change made different: what went, struck out, and what came. */
export function Diff({ before, after }: { before: Snapshot; after: Snapshot }) {
  const lines = differences(before, after);
  if (lines.length === 0) return <p class="soft">Nothing is different.</p>;
  return (
    <table class="diff">
      <caption class="unseen">What was different before and after</caption>
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col">Before</th>
          <th scope="col">After</th>
        </tr>
      </thead>
      <tbody>
        {lines.map(({ name, before: was, after: is }) => (
          <tr key={name}>
            <th scope="row">{name.split(' › ').map(words).join(' › ')}</th>
            <td>{was !== undefined && <del>{inText(was)}</del>}</td>
            <td>{is !== undefined && <ins>{inText(is)}</ins>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const inText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
