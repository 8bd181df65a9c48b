const tabs = [...document.querySelectorAll('[role="tab"]')];
const panel = document.querySelector('#ranking');
const STEPS = { ArrowRight: 1, ArrowLeft: -1 };

/** Makes the tabs choose a board, by pointer and by arrow keys. */
export function startTabs(onChoose) {
  for (const [place, tab] of tabs.entries()) {
    tab.addEventListener('click', () => choose(tab, onChoose));
    tab.addEventListener('keydown', ({ key }) => {
      const to = key === 'Home' ? 0 : key === 'End' ? -1 : place + STEPS[key];
      const next = Number.isNaN(to) ? undefined : tabs.at(to % tabs.length);
      next?.focus();
      next?.click();
    });
  }
}

function choose(tab, onChoose) {
  for (const other of tabs) {
    other.setAttribute('aria-selected', String(other === tab));
    other.tabIndex = other === tab ? 0 : -1;
  }
  panel.setAttribute('aria-labelledby', tab.id);
  panel.dataset.board = tab.dataset.board;
  onChoose(tab.dataset.board);
}
