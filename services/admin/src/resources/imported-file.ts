import { Type } from '@sinclair/typebox';

/** What an upload's query says of its file. */
export const FileName = Type.Optional(
  Type.String({
    minLength: 1,
    maxLength: 200,
    pattern: '^[^\\u0000-\\u001f\\u007f]+$',
    description: 'What the file is called, to tell it from others.',
  }),
);

export const fileOfRow = ({
  fileName,
  bytes,
  digest,
}: {
  fileName: string | null;
  bytes: bigint | null;
  digest: string;
}) => ({
  file_name: fileName,
  bytes: bytes === null ? null : Number(bytes),
  digest,
});
