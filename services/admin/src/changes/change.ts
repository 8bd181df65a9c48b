import type { TObject } from '@sinclair/typebox';
import type { AdminActionType, CommandBody, CommandType, KeyScope } from '@synapse/contracts';
import type { Transaction } from '../audit.js';
import type { Admin } from './admin.js';

/** Who asks for something, and how they came in. */
export interface Asker {
  actor: bigint;
  /** The guilds of the community that they administer; one at least. */
  guilds: ReadonlySet<bigint>;
  /** `http`, `key:<id>` or `bot`. */
  door: string;
  address: string | null;
}

/** What a change is told beside its input. */
export interface Occasion {
  asker: Asker;
  /** Why, in the asker's words. */
  reason: string | null;
  /** The version of what is changed that the asker has seen; `null` where the door knows none. */
  ifMatch: string | null;
  now: Date;
}

/** What an asker is answered; stored, so that the same request again has the same answer. */
export interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** What the audit trail keeps of a change. Snapshots are whole. */
export interface Audited {
  action: AdminActionType;
  table: string;
  id: string | number;
  before?: object | null;
  after?: object | null;
}

export interface Done {
  answer: Answer;
  audited: Audited;
  /** What is remembered in place of the answer, where that holds a secret that is shown once. */
  remembered?: Answer;
  /** What follows once it is committed. The clock does it later, should the process die before. */
  afterwards?: (admin: Admin) => Promise<unknown>;
}

/** A file that comes with a change. Offered over HTTP alone. */
export interface Upload {
  query: TObject;
  description: string;
  /**
   * Reads the file before the change is made, into rows that mean nothing yet.
   * @throws HttpProblem when it cannot be used; nothing is left of it then
   */
  receive(admin: Admin, chunks: AsyncIterable<Uint8Array>, input: never, asker: Asker): Promise<Received>;
}

export interface Received {
  /** What the change is told: the same for the same file. */
  input: Record<string, unknown>;
  /** Drops what was read, unless the change has taken it. */
  discard(): Promise<unknown>;
}

interface Described {
  /** As the bot asks for it; with underscores, like a command. */
  name: string;
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/v1/admin`, with Fastify's variables. */
  path: string;
  summary: string;
  tag: string;
  scope: KeyScope | 'session';
  params: TObject;
  body: TObject | null;
  /** Its body is a file of any length, which is read as it comes; what it takes beside stands in the query. */
  upload?: Upload;
  /** It must name the version it changes. */
  isVersioned?: boolean;
}

/** A change of admin's own tables: it is made, audited and remembered in one transaction. */
export interface TableChange<I> extends Described {
  kind: 'table';
  /** What it needs to have read before its transaction begins. @throws HttpProblem when it cannot be had */
  prepare?(admin: Admin): Promise<void>;
  /** @throws HttpProblem when it cannot be; nothing is changed then */
  make(tx: Transaction, input: I, occasion: Occasion): Promise<Done>;
}

/** A change of members' figures: a command, which the engine judges. */
export interface CommandChange<I> extends Described {
  kind: 'command';
  /** What the engine is asked. @throws HttpProblem when it need not be asked */
  command(tx: Transaction, input: I, occasion: Occasion): Promise<CommandWish>;
}

export type CommandWish = {
  [T in CommandType]: { type: T; body: CommandBody<T>; guildId?: bigint; audited: Audited };
}[CommandType];

export type Change<I = never> = TableChange<I> | CommandChange<I>;
export type AnyChange = Change<Record<string, unknown>>;

/** What a change is given: its path's variables and its body, as one. */
type Input<P extends TObject, B extends TObject | null> = P['static'] &
  (B extends TObject ? B['static'] : unknown);

type Kept<T> = Omit<T, 'kind' | 'params' | 'body'>;

/** Describes a change of admin's own tables. */
export const tableChange = <P extends TObject, B extends TObject | null>(
  change: Kept<TableChange<Input<P, B>>> & { params: P; body: B },
): AnyChange => ({ kind: 'table', ...change }) as unknown as AnyChange;

/** Describes a change of members' figures. */
export const commandChange = <P extends TObject, B extends TObject | null>(
  change: Kept<CommandChange<Input<P, B>>> & { params: P; body: B },
): AnyChange => ({ kind: 'command', ...change }) as unknown as AnyChange;
