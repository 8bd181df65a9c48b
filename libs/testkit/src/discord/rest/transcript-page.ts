import type { ServerResponse } from 'node:http';
import type { APIMessage } from 'discord-api-types/v10';
import type { DatedDeed, SentFile } from './deed.js';
import type { RestState } from './rest-state.js';

/** The newest of what the bot did, for people: how many are shown. */
const SHOWN = 100;

/** Serves `/transcript`, what a person would see of the bot, and the files that it sent. @returns whether it was asked for */
export function answerPage(state: RestState, { pathname }: URL, response: ServerResponse): boolean {
  if (pathname === '/transcript') {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(page(state));
    return true;
  }
  const [, messageId, name] = /^\/attachments\/(\d+)\/([^/]+)$/.exec(pathname) ?? [];
  if (messageId === undefined) return false;
  const file = filesOf(state, messageId).find((one) => one.name === decodeURIComponent(name ?? ''));
  response.writeHead(file ? 200 : 404, { 'content-type': file ? typeOf(file.name) : 'text/plain' });
  response.end(file?.bytes ?? 'There is no such file.');
  return true;
}

const typeOf = (name: string) => (name.endsWith('.png') ? 'image/png' : 'application/octet-stream');

function filesOf({ transcript }: RestState, messageId: string): SentFile[] {
  return transcript.flatMap((deed) => ('message' in deed && deed.message.id === messageId ? deed.files : []));
}

function page(state: RestState): string {
  const deeds = state.transcript.slice(-SHOWN).reverse();
  const list = deeds.map((deed) => `<li>${described(state, deed)}</li>`).join('\n');
  return `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="3"><title>Simulated Discord</title>
<style>${STYLE}</style><h1>What the bot did on the simulated Discord</h1>
<p>The newest first; the page reloads by itself.</p><ul>${list || '<li>Nothing yet.</li>'}</ul>`;
}

function described(state: RestState, deed: DatedDeed): string {
  return `<time>${new Date(deed.at).toISOString().slice(11, 19)}</time> ${inWords(state, deed)}`;
}

function inWords(state: RestState, deed: DatedDeed): string {
  switch (deed.kind) {
    case 'commands_registered':
      return `registered ${deed.commands.map(({ name }) => `/${escaped(name)}`).join(' ')}`;
    case 'role_added':
      return `gave the role <b>${escaped(roleName(state, deed))}</b> to ${escaped(nameOf(state, deed.userId))}`;
    case 'role_removed':
      return `took the role <b>${escaped(roleName(state, deed))}</b> from ${escaped(nameOf(state, deed.userId))}`;
    case 'message':
      return where(state, deed) + messageHtml(state, deed.message);
    case 'answer': {
      const whom = `${deed.by} to ${escaped(nameOf(state, deed.userId))}`;
      const alone = deed.isPrivate ? ', who alone sees it' : '';
      return `${where(state, deed)} ${whom}${alone}${messageHtml(state, deed.message)}`;
    }
  }
}

const where = (state: RestState, { channelId }: { channelId: string }) =>
  `<b>#${escaped(channelName(state, channelId))}</b>`;

function messageHtml(
  state: RestState,
  { content, embeds, attachments, components = [] }: APIMessage,
): string {
  const text = (raw: string) =>
    escaped(raw)
      .replace(/&#60;@(\d+)&#62;/g, (_, id: string) => `<b>@${escaped(nameOf(state, id))}</b>`)
      .replace(/\*\*(.+?)\*\*/g, '<b>$1</b>')
      .replaceAll('\n', '<br>');
  const embedHtml = embeds.map(
    ({ title, description, fields = [], footer, color = 0x5865f2 }) =>
      `<blockquote style="border-color:#${color.toString(16).padStart(6, '0')}">${[
        title && `<h3>${text(title)}</h3>`,
        description && `<p>${text(description)}</p>`,
        ...fields.map(({ name, value }) => `<p><b>${text(name)}</b><br>${text(value)}</p>`),
        footer && `<small>${text(footer.text)}</small>`,
      ]
        .filter(Boolean)
        .join('')}</blockquote>`,
  );
  const buttons = (components as { components?: { label?: string }[] }[]).flatMap(
    (row) => row.components?.map(({ label = '' }) => `<button disabled>${escaped(label)}</button>`) ?? [],
  );
  const files = attachments.map(({ url, filename }) =>
    filename.endsWith('.png')
      ? `<img src="${new URL(url).pathname}" alt="${escaped(filename)}">`
      : `<a href="${new URL(url).pathname}">${escaped(filename)}</a>`,
  );
  return [content && `<p>${text(content)}</p>`, ...embedHtml, ...files, ...buttons].filter(Boolean).join('');
}

const guildsOf = ({ gateway }: RestState) => gateway.world.guilds;

const nameOf = (state: RestState, userId: string): string => {
  const all = guildsOf(state).flatMap(({ members }) => members);
  const member = all.find(({ user }) => user.id === userId);
  return member?.nick ?? member?.user.global_name ?? member?.user.username ?? userId;
};

const channelName = (state: RestState, id: string): string =>
  guildsOf(state)
    .flatMap(({ channels, threads }) => [...channels, ...threads])
    .find((channel) => channel.id === id)?.name ?? id;

const roleName = (state: RestState, { roleId }: { roleId: string }): string =>
  guildsOf(state)
    .flatMap(({ roles }) => roles)
    .find(({ id }) => id === roleId)?.name ?? roleId;

const escaped = (text: string) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;background:#313338;color:#dbdee1;max-width:46rem;margin:2rem auto;padding:0 1rem}
ul{list-style:none;padding:0}li{margin:.9rem 0;padding:.6rem .9rem;background:#2b2d31;border-radius:.5rem}
time,small{color:#949ba4;font-size:.8rem;margin-right:.4rem}blockquote{margin:.4rem 0;padding:.3rem .8rem;border-left:4px solid;background:#232428;border-radius:4px}
h1{font-size:1.2rem}h3{margin:.2rem 0;font-size:1rem}p{margin:.2rem 0}img{max-width:100%;border-radius:.5rem;display:block}button{margin:.3rem .3rem 0 0}`;
