import { read } from './api.mjs';
import { showBoard } from './board.mjs';
import { startFeed } from './feed.mjs';
import { brief } from './format.mjs';
import { follow } from './live.mjs';
import { showProfile } from './profile.mjs';
import { createRefresher } from './refresher.mjs';
import { startTabs } from './tabs.mjs';
import { tick } from './ticker.mjs';

const STATES = { live: 'Live', lost: 'Connection lost. Reconnecting…' };
const notice = document.querySelector('#notice');
let board = 'xp';
let currency = { primary: 'XP', secondary: 'Gold' };

const showError = (error) => {
  notice.hidden = !error;
  notice.textContent = error ? `The figures cannot be read right now. ${error.message}` : '';
};

const refreshBoard = createRefresher(
  async () => {
    const asked = board;
    const answer = await read(`/v1/leaderboards/${asked}`);
    if (asked === board) showBoard(answer, currency);
  },
  { everyMs: 1_200, onError: showError },
);

const refreshOverview = createRefresher(
  async () => {
    const overview = await read('/v1/overview');
    showNames(overview);
    for (const name of ['members', 'xp', 'levels', 'stars', 'gold']) {
      tick(document.querySelector(`#total-${name}`), overview[name], brief);
    }
  },
  { everyMs: 2_500, onError: () => {} },
);

function showNames({ title, subtitle, currency: names }) {
  document.title = title;
  document.querySelector('#title').textContent = title;
  document.querySelector('#subtitle').textContent = subtitle;
  currency = names;
  for (const label of document.querySelectorAll('[data-currency]')) {
    label.textContent = names[label.dataset.currency];
  }
}

function refresh() {
  refreshBoard();
  refreshOverview();
}

function showState(state) {
  document.querySelector('#status').dataset.state = state;
  document.querySelector('#status-text').textContent = STATES[state];
  if (state === 'live') refresh();
}

startTabs((chosen) => {
  board = chosen;
  refreshBoard();
});

document.addEventListener('click', ({ target }) => {
  const button = target.closest('[data-member]');
  if (button) showProfile(button.dataset.member, currency).catch(showError);
});

const showEvent = startFeed(() => currency);
refresh();
follow({
  recent: 40,
  onState: showState,
  onEvent(event) {
    showEvent(event);
    refresh();
  },
});
