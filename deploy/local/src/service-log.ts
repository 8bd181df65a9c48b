import { createWriteStream, existsSync, renameSync } from 'node:fs';
import { finished } from 'node:stream/promises';

export interface ServiceLog {
  path: string;
  write(line: string, from: 'stdout' | 'stderr'): void;
  close(): Promise<void>;
}

/**
 * A service's output goes to its file, the one of the last run is kept beside it; warnings, errors and whatever is not
 * a log line but was written to stderr are told on the terminal too, repeats of the last one only in the file.
 */
export function openServiceLog(path: string, tell: (line: string) => void): ServiceLog {
  if (existsSync(path)) renameSync(path, path.replace(/\.log$/, '.previous.log'));
  const file = createWriteStream(path);
  let lastTold = '';
  return {
    path,
    write(line, from) {
      file.write(`${line}\n`);
      const entry = readLogLine(line);
      const text = entry?.text ?? line;
      const matters = entry ? entry.severe : from === 'stderr' && line.trim() !== '';
      if (!matters || text === lastTold) return;
      lastTold = text;
      tell(text);
    },
    async close() {
      file.end();
      await finished(file);
    },
  };
}

/** A structured log line in words, undefined when the line is none. */
export function readLogLine(line: string): { severe: boolean; text: string } | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const {
      level,
      msg = '',
      err,
    } = JSON.parse(line) as { level: unknown; msg?: string; err?: { message?: string } };
    const text = err?.message && !msg.includes(err.message) ? `${msg}: ${err.message}` : msg;
    return { severe: ['warn', 'error', 'fatal'].includes(String(level)), text: `${level}: ${text}` };
  } catch {
    return undefined;
  }
}

/** Lines as people read them, for an error that shows what a service said last; what comes again at once is left out. */
export function readable(lines: string[]): string {
  const texts = lines.map((line) => readLogLine(line)?.text ?? line);
  return texts
    .filter((text, index) => text !== texts[index - 1])
    .map((text) => `  | ${text}`)
    .join('\n');
}
