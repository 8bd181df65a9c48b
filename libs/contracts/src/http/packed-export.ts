import { type Static, Type } from '@sinclair/typebox';

/** A part of everything stored about a member, as one message of the bus can carry it: of a `MemberExport`. */
export const PackedExport = Type.Object({
  document: Type.String({
    description: 'The next bytes of the document, in base64: JSON in UTF-8, packed by gzip.',
  }),
});
export type PackedExport = Static<typeof PackedExport>;
