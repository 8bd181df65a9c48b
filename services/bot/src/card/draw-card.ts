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
/** More at once would not be done sooner. */
const AT_ONCE = 4;

const FONTS = [
  '500Medium/Inter_500Medium.ttf',
  '600SemiBold/Inter_600SemiBold.ttf',
  '700Bold/Inter_700Bold.ttf',
];

export interface DrawCardOptions {
  loadAvatar: LoadAvatar;
  log: Pick<Logger, 'warn'>;
  withinMs?: number;
}

/** The drawing itself is done by a thread of the library's own, so that nothing waits behind it. */
export function createDrawCard({ loadAvatar, log, withinMs = WITHIN_MS }: DrawCardOptions): DrawCard {
  const fontFiles = FONTS.map((file) => fontFile(file));
  let drawing = 0;
  return async (card) => {
    if (drawing >= AT_ONCE) return null;
    drawing += 1;
    const late = AbortSignal.timeout(withinMs);
    try {
      const svg = rankCard(card, await loadAvatar(card.profile.id, card.profile.avatar));
      const font = { fontFiles, loadSystemFonts: false, defaultFontFamily: 'Inter' };
      const picture = await renderAsync(svg, { font, fitTo: { mode: 'zoom', value: SCALE } }, late);
      return picture.asPng();
    } catch (error) {
      log.warn({ err: error }, `a rank card was not drawn: ${errorSummary(error)}`);
      return null;
    } finally {
      drawing -= 1;
    }
  };
}

/** @throws when the package of the font is not what it was */
function fontFile(file: string): string {
  const path = join(require.resolve('@expo-google-fonts/inter/package.json'), '..', file);
  readFileSync(path);
  return path;
}
