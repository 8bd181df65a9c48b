const SHAPES = {
  crown: 'M4 19h16M4.5 15.5 3 6.5l5.2 4L12 5l3.8 5.5 5.2-4-1.5 9Z',
  star: 'm12 3.5 2.6 5.4 5.9.8-4.3 4.1 1 5.9L12 16.9l-5.2 2.8 1-5.9-4.3-4.1 5.9-.8Z',
  coin: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17Zm2.6 5.9A3.4 3.4 0 1 0 14.6 14.6',
  bolt: 'M13 3 5 13.5h6L10.5 21 19 10.5h-6.2Z',
  steps: 'M4 19h4v-4h4v-4h4V7h4',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-6 9a6 6 0 0 1 12 0M16 4.5a3.2 3.2 0 0 1 0 6M17.5 14.6A6 6 0 0 1 21 20',
  message: 'M4 5.5h16v11H10l-4.5 3.5v-3.5H4Z',
  heart: 'M12 20S4 15 4 9.3A4.3 4.3 0 0 1 12 7a4.3 4.3 0 0 1 8 2.3C20 15 12 20 12 20Z',
  thread: 'M8 4 6.5 20M17 4l-1.5 16M4 9h16M3.5 15h16',
  voice:
    'M12 3.5a2.8 2.8 0 0 0-2.8 2.8v5a2.8 2.8 0 0 0 5.6 0v-5A2.8 2.8 0 0 0 12 3.5ZM5.5 11a6.5 6.5 0 0 0 13 0M12 17.5V21',
  trophy: 'M8 4h8v6a4 4 0 0 1-8 0ZM8 6H4.5c0 3 1 4.5 3.7 5M16 6h3.5c0 3-1 4.5-3.7 5M12 14v3.5M8.5 20h7',
  quest: 'M6 21V4M6 5h11.5l-2.5 3.8 2.5 3.7H6',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM15.5 15.5 20.5 20.5',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4',
  moon: 'M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10Z',
  auto: 'M12 3.5a8.5 8.5 0 1 0 0 17ZM12 3.5a8.5 8.5 0 0 1 0 17',
} as const;
export type IconName = keyof typeof SHAPES;

/** A drawing beside words that say the same: screen readers pass it over. */
export const Icon = ({ name }: { name: IconName }) => (
  <svg class={`icon ${name}`} viewBox="0 0 24 24" aria-hidden="true">
    <path d={SHAPES[name]} />
  </svg>
);
