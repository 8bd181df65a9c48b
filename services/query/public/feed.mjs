import { avatarOf, element } from './element.mjs';
import { change, figure, since } from './format.mjs';

const SHOWN = 60;
const FLUSH_MS = 450;
const GRANTS_A_FLUSH = 5;
const SPEAK_MS = 10_000;

const DEEDS = {
  MESSAGE: 'wrote a message',
  REACTION_GIVEN: 'gave a reaction',
  REACTION_RECEIVED: 'got a reaction',
  THREAD_CREATE: 'opened a thread',
  VOICE_TICK: 'spent time in voice',
  QUEST_COMPLETE: 'completed a quest',
  MANUAL_AWARD: 'received an award',
  LEVEL_UP: 'reached a level',
  ACHIEVEMENT_EARNED: 'earned an achievement',
};

const list = document.querySelector('#events');
const empty = document.querySelector('#feed-empty');
const pause = document.querySelector('#pause');
const spoken = document.querySelector('#spoken');

let waiting = [];
let unspoken = [];

/**
 * Starts the feed; returns how an event enters it. A lively community earns faster than anybody reads: level-ups are
 * all shown, of the rest the latest few of each half second. Screen readers get a digest instead of every line.
 */
export function startFeed(currency) {
  pause.addEventListener('click', togglePause);
  setInterval(() => flush(currency), FLUSH_MS);
  setInterval(speak, SPEAK_MS);
  setInterval(refreshTimes, SPEAK_MS);
  return (event) => {
    if (event.kind === 'member_erased') forget(event.member_id);
    if (event.silent || event.kind === 'member_erased') return;
    waiting.push(event);
    if (waiting.length > 200) waiting.shift();
  };
}

function forget(id) {
  const others = ({ member }) => member.id !== id;
  waiting = waiting.filter(others);
  unspoken = unspoken.filter(others);
  for (const shown of list.querySelectorAll(`[data-of="${id}"]`)) shown.remove();
}

const isPaused = () => pause.getAttribute('aria-pressed') === 'true';

function togglePause() {
  const paused = !isPaused();
  pause.setAttribute('aria-pressed', String(paused));
  pause.textContent = paused ? 'Paused' : 'Pause';
}

function flush(currency) {
  if (isPaused() || document.hidden || waiting.length === 0) return;
  const isFirst = list.childElementCount === 0;
  const grants = waiting.filter(({ kind }) => kind === 'granted');
  const skipped = new Set(isFirst ? [] : grants.slice(0, -GRANTS_A_FLUSH));
  for (const event of waiting) if (!skipped.has(event)) list.prepend(entry(event, currency(), !isFirst));
  while (list.childElementCount > SHOWN) list.lastElementChild.remove();
  if (!isFirst) unspoken.push(...waiting);
  waiting = [];
  empty.hidden = true;
}

function entry(event, currency, isFresh) {
  const isFeat = event.kind !== 'granted';
  return element(
    'li',
    {
      className: [isFeat && 'level', isFresh && 'fresh'].filter(Boolean).join(' '),
      'data-of': event.member.id,
    },
    avatarOf(event.member),
    element(
      'div',
      { className: 'what' },
      element('bdi', { text: event.member.name }),
      element('span', { text: isFeat ? `${deedOf(event)} ✦` : deedOf(event) }),
    ),
    element(
      'div',
      { className: 'gain' },
      event.kind === 'level_reached' ? goldGain(event, currency) : gain(event, currency),
      time(event.at),
    ),
  );
}

function deedOf(event) {
  if (event.kind === 'level_reached') return `reached level ${event.level}`;
  if (event.kind === 'achievement_earned') return `earned “${event.name}”`;
  return DEEDS[event.interaction] ?? 'earned a reward';
}

const goldGain = ({ gold }, currency) =>
  element('span', { text: gold > 0 ? `${change(gold)} ${currency.secondary}` : '' });

function gain({ xp, stars = 0 }, currency) {
  const line = element('span', { className: xp < 0 ? 'loss' : '' });
  if (xp !== 0) line.append(`${change(xp)} ${currency.primary}`);
  if (stars > 0)
    line.append(element('span', { className: 'stars', text: ` ★${figure(stars)}`, title: 'Stars' }));
  return line;
}

const time = (at) => element('time', { datetime: at, text: since(at) });

function refreshTimes() {
  for (const shown of list.querySelectorAll('time')) shown.textContent = since(shown.dateTime);
}

function speak() {
  if (unspoken.length === 0) return;
  const levels = unspoken.filter(({ kind }) => kind === 'level_reached');
  const feats = unspoken.filter(({ kind }) => kind === 'achievement_earned');
  const rest = unspoken.length - levels.length - feats.length;
  const said = levels.slice(-5).map(({ member, level }) => `${member.name} reached level ${level}.`);
  said.push(...feats.slice(-5).map(({ member, name }) => `${member.name} earned ${name}.`));
  if (rest > 0) said.push(rest === 1 ? 'One reward was earned.' : `${figure(rest)} rewards were earned.`);
  spoken.textContent = said.join(' ');
  unspoken = [];
}
