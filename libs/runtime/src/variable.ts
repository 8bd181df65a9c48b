/** What a person must know to set a variable. `secret` values are never shown, not even when they are wrong. */
export interface About {
  /** What it is for, as the end of the sentence "NAME is …". */
  desc: string;
  /** A value that would be accepted. */
  example: string;
  secret?: boolean;
}

/** One environment variable of a service, in the form envalid reads. The key `default` exists if it may be left out. */
export interface Variable<T> extends About {
  readonly default?: T;
  readonly _parse: (raw: string) => T;
}

/** All variables of a service by name. */
export type Spec = Readonly<Record<string, Variable<unknown>>>;

/** The values of a spec. */
export type Config<S extends Spec> = {
  readonly [Name in keyof S]: S[Name] extends Variable<infer T> ? T : never;
};

/** Turns the text of a variable into its value; throws an error whose message continues "NAME …": "must be …". */
export type Kind<T> = (raw: string) => T;

/**
 * Describes one environment variable: required, unless it has a `default` or is `optional` (then `undefined` when not
 * set).
 */
export function variable<T>(kind: Kind<T>, about: About & { default: NoInfer<T> }): Variable<T>;
export function variable<T>(kind: Kind<T>, about: About & { optional: true }): Variable<T | undefined>;
export function variable<T>(kind: Kind<T>, about: About): Variable<T>;
export function variable<T>(
  kind: Kind<T>,
  about: About & { default?: T; optional?: true },
): Variable<T | undefined> {
  const { optional, ...rest } = about;
  return optional ? { ...rest, default: undefined, _parse: kind } : { ...rest, _parse: kind };
}
