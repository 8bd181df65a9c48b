import type { APIEmbed, APIMessage } from 'discord-api-types/v10';
import type { RestState } from './rest-state.js';

export const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

/** What people call somebody. */
export const nameOf = ({ gateway }: RestState, userId: string): string => {
  const all = gateway.world.guilds.flatMap(({ members }) => members);
  const member = all.find(({ user }) => user.id === userId);
  return member?.nick ?? member?.user.global_name ?? member?.user.username ?? userId;
};

/** A message about as Discord shows it: of its markup what the bot uses. */
export function messageHtml(
  state: RestState,
  { content, embeds, attachments, components = [] }: APIMessage,
): string {
  const buttons = (components as { components?: { label?: string; disabled?: boolean }[] }[])
    .flatMap((row) => row.components ?? [])
    .map(
      ({ label = '', disabled }) =>
        `<span class="button"${disabled ? ' aria-disabled="true"' : ''}>${escaped(label)}</span>`,
    );
  const files = attachments.map(({ url, filename }) => {
    const path = escaped(new URL(url).pathname);
    return filename.endsWith('.png')
      ? `<img src="${path}" alt="${escaped(filename)}">`
      : `<a href="${path}">${escaped(filename)}</a>`;
  });
  const text = content && `<p>${markup(state, content)}</p>`;
  return [text, ...embeds.map((embed) => embedHtml(state, embed)), ...files, ...buttons]
    .filter(Boolean)
    .join('');
}

function embedHtml(
  state: RestState,
  { title, description, fields = [], footer, color = 0x5865f2 }: APIEmbed,
): string {
  const parts = [
    title && `<h2>${markup(state, title)}</h2>`,
    description && `<p>${markup(state, description)}</p>`,
    fields.length > 0 &&
      `<dl>${fields.map(({ name, value }) => `<div><dt>${markup(state, name)}</dt><dd>${markup(state, value)}</dd></div>`).join('')}</dl>`,
    footer && `<small>${markup(state, footer.text)}</small>`,
  ];
  const colour = `#${color.toString(16).padStart(6, '0')}`;
  return `<blockquote style="border-color:${colour}">${parts.filter(Boolean).join('')}</blockquote>`;
}

/** Names, times, bold and code; a character behind a backslash stands for itself. */
function markup(state: RestState, raw: string): string {
  return escaped(raw)
    .replace(/\\([^\w\s])/g, (_, character: string) => `&#${character.charCodeAt(0)};`)
    .replace(/&#60;@(\d+)&#62;/g, (_, id: string) => `<b>@${escaped(nameOf(state, id))}</b>`)
    .replace(/&#60;t:(\d+)(?::\w)?&#62;/g, (_, seconds: string) => momentOf(Number(seconds)))
    .replace(/`([^`\n]+)`/g, '<code>$1</code>')
    .replace(/\*\*(.+?)\*\*/g, '<b>$1</b>')
    .replaceAll('\n', '<br>');
}

const momentOf = (seconds: number): string =>
  `<time>${new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ')}</time>`;
