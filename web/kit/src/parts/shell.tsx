import type { ComponentChildren } from 'preact';
import { ThemeButton } from './theme-button.js';

interface ShellProps {
  title: string;
  subtitle?: string | undefined;
  /** The pages, in their order; `isOpen` marks where the reader is. */
  pages: readonly { href: string; label: string; isOpen: boolean }[];
  /** Stands at the end of the head, such as who is signed in. */
  status?: ComponentChildren;
  /** The way to the pages where there are too many for the head: stands beside them. */
  side?: ComponentChildren;
  footer?: ComponentChildren;
  children: ComponentChildren;
}

/** What stands around every page: the head with the way to the others, the place of the page, the foot. */
export const Shell = ({ title, subtitle, pages, status, side, footer, children }: ShellProps) => (
  <>
    <a class="skip" href="#page">
      Skip to the page
    </a>
    <header class="head">
      <a class="brand" href="/">
        <img src="/icon.svg" alt="" width="44" height="44" />
        <span>
          <strong>{title}</strong>
          {subtitle && <small>{subtitle}</small>}
        </span>
      </a>
      {pages.length > 0 && (
        <nav class="ways" aria-label="Pages">
          {pages.map(({ href, label, isOpen }) => (
            <a key={href} href={href} aria-current={isOpen ? 'page' : undefined}>
              {label}
            </a>
          ))}
        </nav>
      )}
      <div class="ends">
        {status}
        <ThemeButton />
      </div>
    </header>
    <div class={side ? 'desk' : 'place'}>
      {side}
      <main id="page" tabIndex={-1}>
        {children}
      </main>
    </div>
    {footer && <footer class="foot">{footer}</footer>}
  </>
);
