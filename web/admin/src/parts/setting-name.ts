import { useGuilds } from '../guilds.js';
import { words } from '../schema/words.js';

/** What a setting is called: by its key, or by `<key>:<guild id>` where one guild has a value of its own. */
export function useSettingName(): (name: string) => string {
  const guilds = useGuilds();
  return (name) => {
    const [key = '', guild] = name.split(':');
    if (guild === undefined) return words(key);
    return `${words(key)}, ${guilds.find(({ id }) => id === guild)?.name ?? guild} alone`;
  };
}
