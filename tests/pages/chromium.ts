import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** A Chromium that this machine has; `null` without one. */
export const chromiumPath: string | null = find();

function find(): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const paths = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return paths.find(isProgram) ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** `describe` where there is a browser; elsewhere it says what was not tried, and the tests count as skipped. */
export function describeInBrowser(name: string, tests: () => void): void {
  if (chromiumPath === null) {
    process.stderr.write(`NOT RUN: ${name}: there is no chromium on the PATH.\n`);
    describe.skip(name, tests);
  } else describe(name, tests);
}

/** Starts it without a window, and lets it call nobody. */
export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath ?? '',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
