import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { source as axe } from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** Pictures of the pages, to be looked at; CI keeps them. */
const PICTURES = join(__dirname, 'out');

const DESK = { width: 1280, height: 900 };
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

/** How pages are looked at. */
export const LOOKS = {
  light: { viewport: DESK, colorScheme: 'light' },
  dark: { viewport: DESK, colorScheme: 'dark' },
  phone: { ...PHONE, colorScheme: 'light' },
} satisfies Record<string, BrowserContextOptions>;
export type Look = keyof typeof LOOKS;

export interface Visit {
  page: Page;
  /** What the browser complained of: errors, refusals of the policy, requests to elsewhere. */
  complaints: string[];
  end(): Promise<void>;
}

/** Opens an address in a browser that knows nothing yet, and moves nothing for show. */
export async function visit(browser: Browser, url: string, look: Look = 'light'): Promise<Visit> {
  const context = await browser.newContext({ ...LOOKS[look], reducedMotion: 'reduce' });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(new URL(url).origin)) complaints.push(`asks for ${request.url()}`);
  });
  await page.goto(url);
  return { page, complaints, end: () => context.close() };
}

/** How many pixels of the page lie beside the window. A phone's own width grows with a page that is too wide. */
export const sidewaysPixels = async (page: Page): Promise<number> =>
  Math.max(
    0,
    Number(await page.evaluate('document.documentElement.scrollWidth')) - (page.viewportSize()?.width ?? 0),
  );

/** What a browser may have to load, in bytes as they are sent, before it shows a page. */
export const FIRST_LOAD_BYTES = 150_000;

/** How many bytes the page is made of as they were sent, answers of the API left out. */
export const firstLoadBytes = (page: Page): Promise<number> =>
  page.evaluate(`['navigation', 'resource'].flatMap((type) => performance.getEntriesByType(type))
    .filter(({ name }) => !new URL(name).pathname.startsWith('/v1/'))
    .reduce((all, { encodedBodySize }) => all + encodedBodySize, 0)`);

interface Finding {
  id: string;
  nodes: { target: string[]; failureSummary?: string }[];
}

/** What keeps somebody from using the page, by the rules of WCAG 2.2 AA that a program can check. */
export async function hindrances(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const found = (await page.evaluate(`axe.run({ runOnly: ${JSON.stringify(rules)} })`)) as {
    violations: Finding[];
  };
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary ?? ''}`),
  );
}

/** Keeps a picture of the whole page. */
export async function takePicture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
}
