import { type Static, Type } from '@sinclair/typebox';

/** Everything stored about a member, as one message of the bus can carry it: a `MemberExport`. */
export const PackedExport = Type.Object({
  document: Type.String({ description: 'JSON in UTF-8, packed by gzip, in base64.' }),
});
export type PackedExport = Static<typeof PackedExport>;
