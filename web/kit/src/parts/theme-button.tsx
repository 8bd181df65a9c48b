import { useState } from 'preact/hooks';
import { chooseTheme, chosenTheme, THEMES } from '../theme.js';
import { Icon } from './icon.js';

const ICONS = { auto: 'auto', light: 'sun', dark: 'moon' } as const;

/** Goes through the themes: as the system has it, light, dark. */
export function ThemeButton() {
  const [theme, setTheme] = useState(chosenTheme);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'auto';
  function choose(): void {
    chooseTheme(next);
    setTheme(next);
  }
  return (
    <button type="button" class="round" onClick={choose} title={`Theme: ${theme}. Change to ${next}.`}>
      <Icon name={ICONS[theme]} />
      <span class="unseen">
        Theme: {theme}. Change to {next}.
      </span>
    </button>
  );
}
