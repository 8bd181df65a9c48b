import { change, figure } from '@synapse/web-kit';

/** A figure before and after, and by how much it moves. */
export function Moved({ before, after }: { before: number; after: number }) {
  if (before === after) return <span class="moved">{figure(after)}</span>;
  return (
    <span class="moved">
      {figure(before)} → {figure(after)} <Difference of={after - before} />
    </span>
  );
}

/** More or less, in the colour of it. */
export const Difference = ({ of }: { of: number }) => (
  <span class={of < 0 ? 'less' : of > 0 ? 'more' : undefined}>{of === 0 ? '0' : change(of)}</span>
);
