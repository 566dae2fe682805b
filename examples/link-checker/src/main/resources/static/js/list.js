// The latest checks, as a row of buttons. Elements are kept and changed, so that focus stays where it is.
import { byId, count, element, emptyBar, fillBar } from './dom.js';

export class CheckList {
  constructor(select) {
    this.select = select;
    this.tabs = new Map();
    this.list = byId('checks');
  }

  update(checks, current) {
    byId('no-checks').hidden = checks.length > 0;
    const ids = new Set(checks.map(check => check.id));
    for (const [id, tab] of this.tabs) {
      if (!ids.has(id)) {
        tab.item.remove();
        this.tabs.delete(id);
      }
    }
    checks.forEach((check, place) => {
      const tab = this.tabs.get(check.id) ?? this.make(check.id);
      if (this.list.children[place] !== tab.item) {
        this.list.insertBefore(tab.item, this.list.children[place] ?? null);
      }
      fill(tab, check);
    });
    this.mark(current);
  }

  mark(current) {
    for (const [id, tab] of this.tabs) {
      tab.button.setAttribute('aria-current', String(id === current));
    }
  }

  make(id) {
    const item = element('li');
    const button = element('button', 'tab');
    button.type = 'button';
    const name = element('span', 'name');
    const sum = element('span', 'sum');
    const done = element('span');
    const broken = element('span');
    const bar = emptyBar();
    sum.append(done, broken);
    button.append(name, sum, bar);
    button.addEventListener('click', () => this.select(id));
    item.append(button);
    const tab = { item, button, name, done, broken, bar };
    this.tabs.set(id, tab);
    return tab;
  }
}

const WORDS = { QUEUED: 'queued', FAILED: 'failed', CANCELLED: 'cancelled', INTERRUPTED: 'interrupted' };

function fill(tab, check) {
  tab.name.textContent = check.title || check.source;
  tab.done.textContent = WORDS[check.state]
      ?? (check.state === 'DONE' ? `${count(check.total)} links` : `${count(check.done)} of ${count(check.total)}`);
  tab.broken.replaceChildren(...(check.broken ? [element('b', '', `${count(check.broken)} broken`)] : []));
  fillBar(tab.bar, check);
}
