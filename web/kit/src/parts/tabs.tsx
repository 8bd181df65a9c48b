interface Tab {
  href: string;
  label: string;
}

/** Pages beside each other, of which one is open: links, so that each can be opened, kept and sent. */
export const LinkTabs = ({
  label,
  tabs,
  current,
}: {
  label: string;
  tabs: readonly Tab[];
  current: string;
}) => (
  <nav class="tabs" aria-label={label}>
    {tabs.map((tab) => (
      <a key={tab.href} href={tab.href} aria-current={tab.href === current ? 'page' : undefined}>
        {tab.label}
      </a>
    ))}
  </nav>
);
