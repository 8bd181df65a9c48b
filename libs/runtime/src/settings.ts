import { readFileSync } from 'node:fs';

export interface Settings {
  /** What was given for each name, without surrounding white space; absent if nothing was. */
  values: Record<string, string | undefined>;
  /** What is wrong with the way a name was given. */
  problems: Record<string, string | undefined>;
}

/**
 * Collects the text of each name from the environment, or from the file named by `NAME_FILE` (how Docker and
 * Kubernetes hand over secrets). A name that ends in `_FILE` and is itself asked for stays an ordinary one.
 */
export function readSettings(names: readonly string[], env: NodeJS.ProcessEnv): Settings {
  const settings: Settings = { values: {}, problems: {} };
  for (const name of names) {
    const value = trimmed(env[name]);
    const file = names.includes(`${name}_FILE`) ? undefined : trimmed(env[`${name}_FILE`]);
    if (file === undefined) settings.values[name] = value;
    else if (value === undefined) readValueFile(name, file, settings);
    else settings.problems[name] = `is set twice: leave either ${name} or ${name}_FILE`;
  }
  return settings;
}

function readValueFile(name: string, file: string, settings: Settings): void {
  try {
    settings.values[name] = trimmed(readFileSync(file, 'utf8'));
    if (settings.values[name] === undefined) settings.problems[name] = `is empty in ${file} (${name}_FILE)`;
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    settings.problems[name] = `cannot be read from ${file} (${name}_FILE): ${reason}`;
  }
}

function trimmed(raw: string | undefined): string | undefined {
  return raw?.trim() || undefined;
}
