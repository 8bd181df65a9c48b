import { useRead } from '@synapse/web-kit';
import { reads } from '../reads.js';

/** A member by name, and the way to their page; the id until a name is known. */
export function MemberLink({ id }: { id: string }) {
  const { answer } = useRead(reads.member(id), 60_000);
  return (
    <a href={`/members/${id}`}>
      <bdi>{answer?.name ?? id}</bdi>
    </a>
  );
}
