import { useEffect, useState } from 'preact/hooks';

const GROUPS = [
  {
    title: 'Community',
    pages: [
      { href: '/', label: 'Home' },
      { href: '/setup', label: 'Setup' },
    ],
  },
  {
    title: 'Rules',
    pages: [
      { href: '/categories', label: 'Categories' },
      { href: '/achievements', label: 'Achievements' },
      { href: '/seasons', label: 'Seasons' },
      { href: '/quests', label: 'Quests' },
      { href: '/settings', label: 'Settings' },
      { href: '/what-ifs', label: 'What-ifs' },
    ],
  },
  {
    title: 'People',
    pages: [
      { href: '/members', label: 'Members' },
      { href: '/imports', label: 'Imports' },
    ],
  },
  {
    title: 'Running',
    pages: [
      { href: '/lake', label: 'Lake' },
      { href: '/data-sources', label: 'Data sources' },
      { href: '/rebuilds', label: 'Rebuilds' },
      { href: '/dead-letters', label: 'Dead letters' },
      { href: '/audit', label: 'Audit' },
      { href: '/api-keys', label: 'API keys' },
    ],
  },
];

/** The way to every page; on a phone it opens below a button that says where one is. */
export function Side({ path }: { path: string }) {
  const [isOpen, setOpen] = useState(false);
  const isHere = (href: string) => path.split('/')[1] === href.split('/')[1];
  const here = GROUPS.flatMap(({ pages }) => pages).find(({ href }) => isHere(href));
  useEffect(() => setOpen(false), [path]);
  return (
    <nav class="side" aria-label="Pages" data-open={isOpen}>
      <button type="button" class="button" aria-expanded={isOpen} onClick={() => setOpen((was) => !was)}>
        {isOpen ? 'Close' : 'Menu'}
        <span class="soft">{here?.label}</span>
      </button>
      <div>
        {GROUPS.map(({ title, pages }) => (
          <section key={title}>
            <h2>{title}</h2>
            {pages.map(({ href, label }) => (
              <a key={href} href={href} aria-current={isHere(href) ? 'page' : undefined}>
                {label}
              </a>
            ))}
          </section>
        ))}
      </div>
    </nav>
  );
}
