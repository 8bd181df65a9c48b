import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderAsync } from '@resvg/resvg-js';
import { errorSummary, type Logger } from '@synapse/runtime';
import type { LoadAvatar } from './load-avatar.js';
import { type Card, rankCard } from './rank-card.js';

/** Draws a rank card as PNG; `null` when it cannot be drawn, or not soon enough for an answer. */
export type DrawCard = (card: Card) => Promise<Buffer | null>;

/** Twice the size it is shown at, for fine screens. */
const SCALE = 1.6;
const WITHIN_MS = 2_000;
/** Half of the threads that the process has for such work: looking up Discord's address needs one, too. */
const AT_ONCE = 2;

/** The library looks into the others for letters that the first lacks. */
const FONTS = [
  'inter/500Medium/Inter_500Medium.ttf',
  'inter/600SemiBold/Inter_600SemiBold.ttf',
  'inter/700Bold/Inter_700Bold.ttf',
  'noto-sans-arabic/700Bold/NotoSansArabic_700Bold.ttf',
  'noto-sans-hebrew/700Bold/NotoSansHebrew_700Bold.ttf',
];

export interface DrawCardOptions {
  loadAvatar: LoadAvatar;
  log: Pick<Logger, 'warn'>;
  withinMs?: number | undefined;
}

/** The drawing itself is done by a thread of the library's own, so that nothing waits behind it but other cards. */
export function createDrawCard({ loadAvatar, log, withinMs = WITHIN_MS }: DrawCardOptions): DrawCard {
  const fontFiles = FONTS.map((file) => fontFile(file));
  const font = { fontFiles, loadSystemFonts: false, defaultFontFamily: 'Inter' };
  const lines: Promise<unknown>[] = Array.from({ length: AT_ONCE }, () => Promise.resolve());
  let asked = 0;

  async function drawn(card: Card, late: AbortSignal): Promise<Buffer> {
    const svg = rankCard(card, await loadAvatar(card.profile.id, card.profile.avatar));
    const place = asked++ % AT_ONCE;
    const picture = (lines[place] as Promise<unknown>).then(() => {
      late.throwIfAborted();
      return renderAsync(svg, { font, fitTo: { mode: 'zoom', value: SCALE } }, late);
    });
    lines[place] = picture.catch(() => {});
    return (await picture).asPng();
  }

  return async (card) => {
    try {
      return await drawn(card, AbortSignal.timeout(withinMs));
    } catch (error) {
      log.warn({ err: error }, `a rank card was not drawn: ${errorSummary(error)}`);
      return null;
    }
  };
}

/** @throws when the package of the font is not what it was */
function fontFile(name: string): string {
  const [font = '', ...file] = name.split('/');
  const path = join(require.resolve(`@expo-google-fonts/${font}/package.json`), '..', ...file);
  readFileSync(path);
  return path;
}
