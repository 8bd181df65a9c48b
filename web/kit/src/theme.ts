export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'theme';
const isTheme = (text: string | null | undefined): text is Theme => THEMES.some((theme) => theme === text);

/** What the reader chose; `auto` follows the system. */
export function chosenTheme(): Theme {
  const kept = stored();
  return isTheme(kept) ? kept : 'auto';
}

/** Shows the pages so, now and the next time. */
export function chooseTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // A browser that keeps nothing shows the choice until the page is left.
  }
}

function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** Shows the pages as the reader chose, before anything is drawn. */
export function showTheme(): void {
  document.documentElement.dataset.theme = chosenTheme();
}
