import { useState } from 'preact/hooks';
import { headed, useGuilds } from '../../guilds.js';
import { type ControlProps, named } from './control-props.js';

/** Chooses channels of one guild, below the headings they stand under in Discord. */
export function ChannelsControl({ id, label, value, onChange, describedBy, isWrong, guild }: ControlProps) {
  const chosen = new Set(value as string[]);
  const [part, setPart] = useState('');
  const guilds = useGuilds();
  const found = guilds.filter((each) => (guild === undefined ? guilds.length === 1 : each.id === guild));
  const known = new Set(found.flatMap(({ channels }) => channels.map((channel) => channel.id)));
  const strangers = [...chosen].filter((each) => !known.has(each));
  const choose = (channel: string, isChosen: boolean) =>
    onChange(isChosen ? [...chosen, channel] : [...chosen].filter((each) => each !== channel));
  if (found.length === 0 && strangers.length === 0) {
    return (
      <p id={id} class="soft">
        Channels can be chosen once the category is there.
      </p>
    );
  }
  return (
    <fieldset class="channels" aria-label={label}>
      <div class="bar">
        <input
          {...named({ id, describedBy, isWrong })}
          type="search"
          placeholder="Find a channel"
          aria-label="Find a channel"
          value={part}
          onInput={({ currentTarget }) => setPart(currentTarget.value)}
        />
        <span class="soft">{chosen.size} chosen</span>
      </div>
      <div class="scroll" tabIndex={-1}>
        {found.flatMap(headed).map(({ name, channels }) => {
          const shown = channels.filter((each) => each.name.toLowerCase().includes(part.toLowerCase()));
          return (
            shown.length > 0 && (
              <fieldset key={name}>
                <legend>{name}</legend>
                {shown.map((channel) => (
                  <label key={channel.id} class="check">
                    <input
                      type="checkbox"
                      checked={chosen.has(channel.id)}
                      onChange={({ currentTarget }) => choose(channel.id, currentTarget.checked)}
                    />
                    #{channel.name}
                  </label>
                ))}
              </fieldset>
            )
          );
        })}
        {strangers.map((channel) => (
          <label key={channel} class="check">
            <input type="checkbox" checked onChange={() => choose(channel, false)} />
            {channel} (not known)
          </label>
        ))}
      </div>
    </fieldset>
  );
}
