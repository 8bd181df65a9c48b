import type { ServerResponse } from 'node:http';
import { interactions } from '../interactions/interactions.js';
import type { Guild } from '../world/world.js';
import type { DatedDeed, SentFile } from './deed.js';
import { escaped, messageHtml, nameOf } from './message-html.js';
import type { RestState } from './rest-state.js';
import { STYLE } from './transcript-style.js';

/** The newest of what the bot did, for people: how many are shown. */
const SHOWN = 100;
/** As how many members somebody may choose to ask the bot. */
const MEMBERS_TO_CHOOSE = 12;

/**
 * Serves `/transcript`, what a person would see of the bot and where they can ask it something themselves, and the files that
 * it sent. @returns whether it was asked for
 */
export function answerPage(
  state: RestState,
  { pathname, searchParams }: URL,
  response: ServerResponse,
): boolean {
  if (pathname === '/transcript/use') {
    use(state, searchParams);
    response.writeHead(303, { location: '/transcript' }).end();
    return true;
  }
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

/** Somebody asks the bot from the page; what is not there is not asked. */
function use(state: RestState, asked: URLSearchParams): void {
  const [guild] = state.gateway.world.guilds;
  const channel = guild?.channels.find(({ type }) => type === 0);
  const userId = asked.get('as') ?? '';
  const name = asked.get('command') ?? '';
  if (
    !guild ||
    !channel ||
    !guild.members.some(({ user }) => user.id === userId) ||
    !simpleCommands(state).includes(name)
  )
    return;
  try {
    interactions(state).useCommand({ guildId: guild.id, channelId: channel.id, userId, name });
  } catch {
    // Discord shows the command to others alone.
  }
}

/** Those of whom something was told last, since the bot knows them; and the owner of the guild. */
function choosable({ transcript }: RestState, { owner_id: owner, members }: Guild): string[] {
  const told = transcript.flatMap((deed) => {
    const text = deed.kind === 'message' ? deed.message.embeds[0]?.description : undefined;
    return [...(text ?? '').matchAll(/<@(\d+)>/g)].map(([, id = '']) => id);
  });
  const here = told.filter((id) => members.some(({ user }) => user.id === id));
  return [...new Set([...here.reverse().slice(0, MEMBERS_TO_CHOOSE), owner])];
}

/** Commands for which nothing has to be typed. */
const simpleCommands = ({ commands }: RestState): string[] =>
  commands.flatMap(({ name, options = [], default_member_permissions: needed }) => {
    if (needed) return [];
    const subs = options.filter(({ type }) => type === 1) as {
      name: string;
      options?: { required?: boolean }[];
    }[];
    if (subs.length === 0) return options.some(({ required }) => required) ? [] : [name];
    return subs.flatMap((sub) =>
      sub.options?.some(({ required }) => required) ? [] : [`${name} ${sub.name}`],
    );
  });

function page(state: RestState): string {
  const deeds = state.transcript.slice(-SHOWN).reverse();
  const list = deeds.map((deed) => `<li>${described(state, deed)}</li>`).join('\n');
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Simulated Discord</title><style>${STYLE}</style>
<h1>What the bot did on the simulated Discord</h1>
${form(state)}
<p>The newest first.</p>
<ul id="deeds" aria-live="polite">${list || '<li>Nothing yet: the bot registers its commands, and announces what members earn from now on.</li>'}</ul>
<script>${FOLLOW}</script></html>`;
}

function form(state: RestState): string {
  const [guild] = state.gateway.world.guilds;
  const commands = simpleCommands(state);
  if (!guild || commands.length === 0) return '';
  const options = (list: readonly (readonly [value: string, label: string])[]) =>
    list.map(([value, label]) => `<option value="${escaped(value)}">${escaped(label)}</option>`).join('');
  const people = choosable(state, guild).map((id) => [id, nameOf(state, id)] as const);
  return `<form action="/transcript/use"><label>Ask it as <select name="as">${options(people)}</select></label>
<label>by <select name="command">${options(commands.map((name) => [name, `/${name}`]))}</select></label> <button>Send</button></form>`;
}

/** Takes over what is new, and leaves the rest of the page, where somebody may be choosing, as it is. */
const FOLLOW = `setInterval(async () => {
  const answer = await fetch(location.pathname).catch(() => null);
  if (!answer || !answer.ok) return;
  const next = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('deeds');
  const now = document.getElementById('deeds');
  if (next.innerHTML !== now.innerHTML) now.replaceWith(document.adoptNode(next));
  if (!document.querySelector('form')) location.reload();
}, 2000);`;

function described(state: RestState, deed: DatedDeed): string {
  return `<time>${new Date(deed.at).toISOString().slice(11, 19)}</time> ${inWords(state, deed)}`;
}

const HOW = { reply: '', update: '', edit: ' (after it had to wait)', followup: ' (one more message)' };

function inWords(state: RestState, deed: DatedDeed): string {
  switch (deed.kind) {
    case 'commands_registered':
      return `registered ${deed.commands.map(({ name }) => `<code>/${escaped(name)}</code>`).join(' ')}`;
    case 'role_added':
      return `gave the role <b>${escaped(roleName(state, deed))}</b> to <b>${escaped(nameOf(state, deed.userId))}</b>`;
    case 'role_removed':
      return `took the role <b>${escaped(roleName(state, deed))}</b> from <b>${escaped(nameOf(state, deed.userId))}</b>`;
    case 'message':
      return where(state, deed) + messageHtml(state, deed.message);
    case 'answer': {
      const asked = state.interactions.get(deed.interactionId)?.asked;
      const used = `<b>${escaped(nameOf(state, deed.userId))}</b> used <code>${escaped(asked ?? 'a command')}</code>`;
      const alone = deed.isPrivate ? ', and alone sees the answer' : '';
      return `${where(state, deed)} ${used}${alone}${HOW[deed.by]}${messageHtml(state, deed.message)}`;
    }
  }
}

const where = (state: RestState, { channelId }: { channelId: string }) =>
  `<b>#${escaped(channelName(state, channelId))}</b>`;

const guildsOf = ({ gateway }: RestState) => gateway.world.guilds;

const channelName = (state: RestState, id: string): string =>
  guildsOf(state)
    .flatMap(({ channels, threads }) => [...channels, ...threads])
    .find((channel) => channel.id === id)?.name ?? id;

const roleName = (state: RestState, { roleId }: { roleId: string }): string =>
  guildsOf(state)
    .flatMap(({ roles }) => roles)
    .find(({ id }) => id === roleId)?.name ?? roleId;
