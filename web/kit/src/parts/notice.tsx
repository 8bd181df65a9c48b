import type { ComponentChildren } from 'preact';

/** Says that something went wrong, and what. */
export const Notice = ({ children }: { children: ComponentChildren }) => (
  <p class="notice" role="alert">
    {children}
  </p>
);

/** Says that there is nothing yet, and what will be. */
export const Empty = ({ title, children }: { title: string; children?: ComponentChildren }) => (
  <div class="empty">
    <p>
      <strong>{title}</strong>
    </p>
    {children && <p>{children}</p>}
  </div>
);

/** Holds the place of what is on its way, in so many lines. */
export const Loading = ({ lines = 5 }: { lines?: number }) => (
  <div class="loading" role="status">
    <span class="unseen">Loading…</span>
    {Array.from({ length: lines }, (_, line) => (
      <i key={line} />
    ))}
  </div>
);
