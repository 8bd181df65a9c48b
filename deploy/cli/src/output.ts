import { SingleBar } from 'cli-progress';

export const ExitCode = { well: 0, wrong: 1, usage: 2, interrupted: 130 } as const;

export type Output = ReturnType<typeof createOutput>;

/** What a command tells: lines and bars for people, or one JSON document at the end. */
export function createOutput({ asJson }: { asJson: boolean }) {
  const lines: string[] = [];
  let result: unknown;
  let failure: { message: string; hint?: string } | undefined;
  let bar: SingleBar | undefined;

  const stopBar = () => {
    bar?.stop();
    bar = undefined;
  };
  return {
    say(line: string): void {
      lines.push(line);
      stopBar();
      if (!asJson) process.stdout.write(`${line}\n`);
    },
    /** What the JSON document is to hold. */
    result(value: unknown): void {
      result = value;
    },
    fail(message: string, hint?: string): void {
      failure = { message, ...(hint && { hint }) };
      stopBar();
      if (!asJson) process.stderr.write(`${message}\n${hint ? `${hint}\n` : ''}`);
    },
    /** Draws a bar, on standard error and only where somebody looks. */
    progress(done: number, of: number): void {
      if (asJson || !process.stderr.isTTY) return;
      bar ??= new SingleBar({ stream: process.stderr, clearOnComplete: true, hideCursor: true });
      if (bar.isActive) bar.update(done);
      else bar.start(of, done);
    },
    end(code: number): void {
      stopBar();
      if (!asJson) return;
      const document = {
        ok: code === ExitCode.well,
        ...(failure && { error: failure }),
        result: result ?? lines,
      };
      process.stdout.write(`${JSON.stringify(document, null, 1)}\n`);
    },
  };
}
