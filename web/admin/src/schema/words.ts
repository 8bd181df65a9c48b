const ABBREVIATIONS: Readonly<Record<string, string>> = {
  xp: 'XP',
  url: 'address',
  id: 'id',
  github: 'GitHub',
};

/** The name of a field or of a thing as people read it: "xp_reward" as "XP reward". */
export function words(name: string): string {
  const parts = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[ _.-]/u)
    .map((part) => ABBREVIATIONS[part] ?? part);
  const text = parts.join(' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
