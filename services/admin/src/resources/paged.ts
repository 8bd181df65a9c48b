import { type Static, Type } from '@sinclair/typebox';
import type { Transaction } from '../audit.js';
import { DEFAULT_LIMIT, Limit, RowId } from '../http/ids.js';

/** Which page of a list: newest first, so that what is added does not move it. */
export const PageQuery = Type.Object({ before: Type.Optional(RowId), limit: Limit });

/** Reads a page; `next` is what `before` is to be for the next one. */
export type Paged<D> = (
  tx: Transaction,
  query: Static<typeof PageQuery>,
) => Promise<{ items: D[]; next: string | null }>;

/** @param read so many of what stands before an id, the highest id first */
export async function pageOf<D extends { id: string }>(
  { before, limit }: Static<typeof PageQuery>,
  read: (before: { id?: { lt: number } }, take: number) => Promise<D[]>,
): Promise<{ items: D[]; next: string | null }> {
  const take = Number(limit ?? DEFAULT_LIMIT);
  const found = await read(before === undefined ? {} : { id: { lt: Number(before) } }, take + 1);
  const items = found.slice(0, take);
  return { items, next: found.length > take ? (items.at(-1)?.id ?? null) : null };
}
