import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The time that a seed lives in: everybody's, and that of services whose own clock is wrong. */
export interface SharedClock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Time passes for everybody. */
  pass(ms: number): void;
  /** One service's clock is set wrong by so much; 0 sets it right. */
  setWrong(service: string, ms: number): void;
  /** Whether a service's clock was ever wrong. */
  wasWrong(): boolean;
  /** The module that lets a service's processes live in it. */
  preload(service: string): string;
}

/** Read at every full tick of the real clock: a jump is noticed within this many milliseconds. */
const LOOK_EVERY_MS = 20;

/**
 * No library or kernel feature at hand shifts the clock of one process, so its processes load a module first that shifts
 * what JavaScript is told of it, by the number in a file.
 */
export function createClock(folder: string): SharedClock {
  let passed = 0;
  const wrong = new Map<string, number>();
  let everWrong = false;
  const fileOf = (service: string) => join(folder, `${service}.clock`);
  const tell = () => {
    for (const [service, off] of wrong) writeFileSync(fileOf(service), String(passed + off));
  };
  return {
    now: () => Date.now() + passed,
    pass(ms) {
      passed += ms;
      tell();
    },
    setWrong(service, ms) {
      wrong.set(service, ms);
      everWrong = true;
      tell();
    },
    wasWrong: () => everWrong,
    preload(service) {
      wrong.set(service, 0);
      tell();
      const module = join(folder, `${service}.clock.cjs`);
      writeFileSync(module, preloadSource(fileOf(service)));
      return module;
    },
  };
}

const preloadSource = (file: string) => `
const { readFileSync } = require('node:fs');
const RealDate = Date;
let offset = 0;
const look = () => {
  const told = Number(readFileSync(${JSON.stringify(file)}, 'utf8') || NaN);
  if (!Number.isNaN(told)) offset = told;
};
look();
setInterval(look, ${LOOK_EVERY_MS}).unref();
const now = () => RealDate.now() + offset;
globalThis.Date = new Proxy(RealDate, {
  construct: (_, args) => (args.length === 0 ? new RealDate(now()) : new RealDate(...args)),
  get: (_, key) => (key === 'now' ? now : RealDate[key]),
});
`;
