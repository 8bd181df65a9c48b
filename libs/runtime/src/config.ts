import { customCleanEnv, EnvMissingError } from 'envalid';
import { type Complaint, ConfigError } from './config-error.js';
import { readSettings } from './settings.js';
import type { Config, Spec, Variable } from './variable.js';

/**
 * Reads the variables of a spec from the environment, or each from the file that `NAME_FILE` points to.
 * Text that is empty or only white space counts as not set.
 * @throws {ConfigError} one error with every complaint, if any value is missing or wrong. It shows no secret.
 */
export function readConfig<S extends Spec>(spec: S, env: NodeJS.ProcessEnv = process.env): Config<S> {
  const settings = readSettings(Object.keys(spec), env);
  const cleaned = customCleanEnv(settings.values, spec, (values) => ({ ...values }), {
    reporter: ({ errors }) => {
      const complaints = complaintsInOrder(spec, settings, errors);
      if (complaints.length > 0) throw new ConfigError(complaints);
    },
  });
  return Object.freeze(cleaned) as Config<S>;
}

function complaintsInOrder(
  spec: Spec,
  settings: ReturnType<typeof readSettings>,
  errors: Partial<Record<string, Error>>,
): Complaint[] {
  return Object.entries(spec).flatMap(([name, about]) => {
    const problem = settings.problems[name] ?? problemOf(about, settings.values[name], errors[name]);
    return problem === undefined ? [] : [{ name, problem, desc: about.desc, example: about.example }];
  });
}

function problemOf(about: Variable<unknown>, raw: string | undefined, error?: Error): string | undefined {
  if (error === undefined) return undefined;
  if (error instanceof EnvMissingError || raw === undefined) return 'is not set';
  // An "@" may follow a password that maskUrl does not recognise, since the value is no URL.
  if (about.secret || raw.includes('@')) return error.message;
  return `${error.message}, but is "${raw.slice(0, 80)}"`;
}

/** One line of the documentation of a service's configuration. */
export interface VariableDescription {
  name: string;
  desc: string;
  example: string;
  /** As it would be written in the environment; undefined if there is none. */
  default: string | undefined;
  required: boolean;
  secret: boolean;
}

/** Lists the variables of a spec, in its order, for documentation and for the test that compares the two. */
export function describeSpec(spec: Spec): VariableDescription[] {
  return Object.entries(spec).map(([name, about]) => ({
    name,
    desc: about.desc,
    example: about.example,
    default: about.default === undefined ? undefined : asWritten(about.default),
    required: !('default' in about),
    secret: about.secret === true,
  }));
}

function asWritten(value: unknown): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  return Array.isArray(value) ? value.join(',') : String(value);
}
