import { read } from './api.mjs';
import { element, paintAvatar } from './element.mjs';
import { figure } from './format.mjs';

const dialog = document.querySelector('#profile');
const COUNTERS = {
  messages_sent: 'Messages',
  reactions_given: 'Reactions given',
  reactions_received: 'Reactions received',
  threads_created: 'Threads',
  voice_minutes: 'Minutes in voice',
};

/** Opens a member's figures in a dialog. */
export async function showProfile(id, currency) {
  const profile = await read(`/v1/members/${id}`);
  paintAvatar(dialog.querySelector('#profile-avatar'), profile);
  dialog.querySelector('#profile-name').textContent = profile.name;
  dialog.querySelector('#profile-line').textContent = [
    profile.ranks.xp && `Place ${figure(profile.ranks.xp)}`,
    `Level ${profile.level}`,
  ]
    .filter(Boolean)
    .join(' · ');
  dialog
    .querySelector('#profile-figures')
    .replaceChildren(
      ...[
        [currency.primary, profile.xp],
        [currency.secondary, profile.gold],
        ['Stars', profile.stars],
        ...Object.entries(COUNTERS).map(([counter, label]) => [label, profile.counters[counter]]),
      ].map(([label, value]) =>
        element('div', {}, element('dt', { text: label }), element('dd', { text: figure(value) })),
      ),
    );
  dialog.showModal();
}

dialog.addEventListener('click', (event) => {
  if (event.target === dialog) dialog.close();
});
