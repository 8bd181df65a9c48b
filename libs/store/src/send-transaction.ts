import pg from 'pg';
import { reuse } from './binary-copy.js';
import { createQueue, type Queue } from './own.js';
import type { Connection } from './pool.js';

/** A statement as it goes over the wire. */
interface Statement {
  /** Under which it is prepared; empty for one that is used once. */
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
  /** What follows a `COPY`: rows, as messages of the protocol. */
  readonly data?: readonly Buffer[];
}

/** What the driver's connection can do and its types leave out. */
interface Wire {
  parse(statement: { name: string; text: string }): void;
  bind(values: { statement: string; values: (string | Buffer | null)[] }): void;
  execute(portal: object): void;
  sync(): void;
  readonly stream: { write(message: Buffer): void };
  readonly parsedStatements: Readonly<Record<string, string>>;
  readonly submittedNamedStatements: Record<string, string>;
}

const wireOf = (connection: object) => connection as Wire;

/** Prepares a statement and does no more: what fails later does not take it back. */
class Preparation extends pg.Query {
  constructor(
    readonly statement: Statement,
    onAnswered: (error: Error | undefined) => void,
  ) {
    super(statement, onAnswered);
  }
  override submit = (connection: object) => {
    const { name, text } = this.statement;
    const wire = wireOf(connection);
    wire.submittedNamedStatements[name] = text;
    wire.parse({ name, text });
    wire.sync();
  };
}

/**
 * Statements with one sync behind all of them: PostgreSQL takes them for one transaction, which needs neither `begin` nor
 * `commit`, and answers in one packet. Source: "Pipelining" in the documentation of its protocol. Rows are passed over.
 */
class Transaction extends pg.Query {
  constructor(
    readonly statements: readonly Statement[],
    onAnswered: (error: Error | undefined) => void,
  ) {
    super('', onAnswered);
  }
  override submit = (connection: object) => {
    const wire = wireOf(connection);
    for (const { name, text, values, data = [] } of this.statements) {
      if (name === '') wire.parse({ name, text });
      wire.bind({ statement: name, values: values.map(asParameter) });
      wire.execute({});
      // Whatever failed before them, the server passes them over up to the next sync.
      for (const message of data) wire.stream.write(message);
    }
    wire.sync();
  };
  handleDataRow(): void {}
  handleCommandComplete(): void {}
  /** The rows were sent without waiting to be asked for. */
  handleCopyInResponse(): void {}
}

/** A `COPY` that is not among the statements of a transaction sent together. */
class Copy extends Transaction {
  constructor(
    readonly copy: Statement,
    readonly onAnswered: (error: Error | null | undefined) => void,
  ) {
    super([{ ...copy, name: '' }], onAnswered);
  }
}

/**
 * Sends rows to a table, which costs PostgreSQL less than an insert as soon as they are many.
 * @param text a `COPY … FROM STDIN (FORMAT BINARY)` @param data of `createCopyRows`
 */
export const copyRows = (
  connection: Connection,
  { name, text, data }: Required<Pick<Statement, 'name' | 'text' | 'data'>>,
): Promise<void> =>
  new Promise((resolve, reject) => {
    const copy = { name, text, values: [], data };
    connection.query(new Copy(copy, (error) => (error ? reject(error) : resolve())));
  });

const asParameter = (value: unknown): string | Buffer | null =>
  value === null || Buffer.isBuffer(value) ? value : String(value);

type Asked = { name?: string; text: string; values?: readonly unknown[] };

/**
 * Sends a transaction whose statements do not wait for each other's answers, and returns before the first of them. The
 * connection must be pipelined.
 * @param write queues the statements, all of them before it returns
 */
export async function sendTransaction(
  connection: Connection,
  write: (connection: Connection, queue: Queue) => void,
): Promise<void> {
  const statements: Statement[] = [];
  let settle = (_: Error | undefined | null): void => {};
  const answered = new Promise<void>((resolve, reject) => {
    settle = (error) => (error ? reject(error) : resolve());
  });
  answered.catch(() => {});
  const collect = (asked: string | Asked | Copy, given: readonly unknown[] = []) => {
    if (asked instanceof Copy) {
      statements.push(asked.copy);
      return answered.then(() => asked.onAnswered(null), asked.onAnswered);
    }
    const { name = '', text, values = given } = typeof asked === 'string' ? { text: asked } : asked;
    statements.push({ name, text, values });
    return answered;
  };
  const { queue, answers, cause } = createQueue();
  write({ query: collect } as unknown as Connection, queue);
  const failed = (error: Error | undefined) => error && settle(error);
  for (const statement of statements) prepare(connection, statement, failed);
  connection.query(new Transaction(statements, settle));
  await answers().catch(async (error) => {
    throw await cause(error);
  });
  // After a failure some of it may still be on its way.
  for (const { data = [] } of statements) reuse(data);
}

function prepare(
  connection: Connection,
  statement: Statement,
  onAnswered: (error: Error | undefined) => void,
): void {
  const { connection: wire } = connection as unknown as { connection: Wire };
  const { name } = statement;
  if (name === '' || name in wire.parsedStatements || name in wire.submittedNamedStatements) return;
  connection.query(new Preparation(statement, onAnswered));
}
