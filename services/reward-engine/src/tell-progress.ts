const teller =
  (what: string) =>
  (done: number | bigint, of: number | bigint): void =>
    void process.stderr.write(`${what} ${done} of ${of}\n`);

/** Says on standard error how far a long command is; `synapse` makes a bar of it. */
export const tellRows = teller('row');
export const tellMembers = teller('member');
