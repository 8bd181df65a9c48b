import { crown } from './crown.mjs';
import { avatarOf, element, paintAvatar } from './element.mjs';
import { figure } from './format.mjs';
import { glide, positions } from './glide.mjs';
import { tick } from './ticker.mjs';

const PODIUM = 3;
const podium = document.querySelector('#podium');
const places = document.querySelector('#places');
const body = places.tBodies[0];
const empty = document.querySelector('#board-empty');
const total = document.querySelector('#board-total');

let shown = '';

/** Shows a board: the first three on the podium, the others as rows that keep their element while they move. */
export function showBoard({ board, members, total: count }, currency) {
  const was = positions(slots());
  // The figures on the podium mean something else now: they must not run from the old to the new.
  if (board !== shown) podium.replaceChildren();
  shown = board;
  const onPodium = members.slice(0, PODIUM);
  arrange(podium, onPodium, podiumPlace);
  for (const member of onPodium) fillPodium(member, board, currency);
  arrange(body, members.slice(PODIUM), row);
  for (const member of members.slice(PODIUM)) fillRow(member, board, members[0]);
  places.hidden = members.length <= PODIUM;
  empty.hidden = members.length > 0;
  total.textContent = count > members.length ? `and ${figure(count - members.length)} more members` : '';
  glide(slots(), was);
}

const slots = () => [...podium.children, ...body.children];
const part = (slot, name) => slot.querySelector(`[data-part="${name}"]`);

/** Makes the children of `parent` those of the members, in order, keeping the elements of members who stay. */
function arrange(parent, members, make) {
  const kept = new Map([...parent.children].map((slot) => [slot.dataset.id, slot]));
  const slots = members.map((member) => kept.get(member.id) ?? make(member));
  for (const slot of parent.children) if (!slots.includes(slot)) slot.remove();
  for (const [place, slot] of slots.entries()) {
    if (parent.children[place] !== slot) parent.insertBefore(slot, parent.children[place] ?? null);
  }
}

const nameButton = (id) =>
  element(
    'button',
    { className: 'member', type: 'button', 'data-member': id },
    element('bdi', { 'data-part': 'name' }),
  );

function podiumPlace(member) {
  return element(
    'li',
    { 'data-id': member.id },
    element('span', { className: 'medal', 'data-part': 'rank', 'aria-hidden': 'true' }),
    avatarOf(member),
    nameButton(member.id),
    element(
      'span',
      { className: 'score' },
      element('span', { 'data-part': 'score' }),
      ' ',
      element('span', { className: 'unit', 'data-part': 'unit' }),
    ),
    element('span', { className: 'aside', 'data-part': 'aside' }),
  );
}

function fillPodium(member, board, currency) {
  const slot = slotOf(member.id);
  const isChampion = member.rank === 1;
  slot.classList.toggle('champion', isChampion);
  slot.querySelector('.crown')?.remove();
  if (isChampion) slot.prepend(crown());
  paintAvatar(slot.querySelector('.avatar'), member);
  part(slot, 'rank').textContent = String(member.rank);
  part(slot, 'name').textContent = member.name;
  part(slot, 'unit').textContent = { xp: currency.primary, gold: currency.secondary, level: '' }[board];
  tick(part(slot, 'score'), member[board], board === 'level' ? (level) => `Level ${figure(level)}` : figure);
  part(slot, 'aside').textContent =
    board === 'xp'
      ? `Level ${member.level} · ${figure(member.gold)} ${currency.secondary}`
      : `${board === 'gold' ? `Level ${member.level} · ` : ''}${figure(member.xp)} ${currency.primary}`;
}

const cell = (name) => element('td', { className: `figure ${name}`, 'data-part': name });

function row(member) {
  return element(
    'tr',
    { 'data-id': member.id },
    element('td', { className: 'rank', 'data-part': 'rank' }),
    element(
      'th',
      { scope: 'row' },
      element(
        'span',
        { className: 'person' },
        avatarOf(member),
        element(
          'span',
          {},
          nameButton(member.id),
          element('span', { className: 'aside', 'data-part': 'aside' }),
        ),
      ),
    ),
    cell('level'),
    cell('xp'),
    cell('gold'),
  );
}

function fillRow(member, board, best) {
  const slot = slotOf(member.id);
  slot.style.setProperty('--share', String(member[board] / Math.max(1, best[board])));
  paintAvatar(slot.querySelector('.avatar'), member);
  part(slot, 'rank').textContent = String(member.rank);
  part(slot, 'name').textContent = member.name;
  part(slot, 'aside').textContent = `Level ${member.level}`;
  for (const name of ['level', 'xp', 'gold']) tick(part(slot, name), member[name], figure);
}

const slotOf = (id) => slots().find((slot) => slot.dataset.id === id);
