import { useRead } from '@synapse/web-kit';
import { reads } from '../reads.js';

interface MemberLinkProps {
  id: string;
  /** Where it is known: `null` is nobody that we know. It is looked up unless given. */
  name?: string | null;
}

/** A member by name; the id until a name is known. Where no link may be. */
export const MemberName = ({ id }: { id: string }) => (
  <bdi>{useRead(reads.member(id), 60_000).answer?.name ?? id}</bdi>
);

/** A member by name, and the way to their page; the id until a name is known. */
export function MemberLink({ id, name }: MemberLinkProps) {
  const { answer } = useRead(name === undefined ? reads.member(id) : null, 60_000);
  if (name === null) return <code>{id}</code>;
  return (
    <a href={`/members/${id}`}>
      <bdi>{name ?? answer?.name ?? id}</bdi>
    </a>
  );
}
