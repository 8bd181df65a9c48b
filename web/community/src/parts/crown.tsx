/** The champion's crown. */
export const Crown = () => (
  <svg class="crown" viewBox="0 0 40 27" aria-hidden="true">
    <path d="M4 24 1 6l10 7 9-12 9 12 10-7-3 18Z" />
  </svg>
);
