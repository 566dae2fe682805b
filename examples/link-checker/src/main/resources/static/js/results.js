// The table: what the filters let through, some rows at a time.
import { byId, count, element, linkTo, millis } from './dom.js';

const PAGE = 20;
const NAMES = { OK: 'working', BROKEN: 'broken', REFUSED: 'refused' };

export class Results {
  constructor() {
    this.all = [];
    this.verdict = 'BROKEN';
    this.search = '';
    this.limit = PAGE;
    this.buttons = [...document.querySelectorAll('.tools .filters button')];
    for (const button of this.buttons) {
      button.append(element('span', 'count'));
      button.addEventListener('click', () => this.filter(button.dataset.verdict));
    }
    byId('search').addEventListener('input', event => {
      this.search = event.target.value.trim().toLowerCase();
      this.limit = PAGE;
      this.render();
    });
    byId('more').addEventListener('click', () => {
      this.limit += 10 * PAGE;
      this.render();
    });
  }

  clear() {
    this.all = [];
    this.limit = PAGE;
    this.render();
  }

  filter(verdict) {
    this.verdict = verdict;
    this.limit = PAGE;
    for (const button of this.buttons) {
      button.setAttribute('aria-pressed', String(button.dataset.verdict === verdict));
    }
    this.render();
  }

  counts(progress) {
    const numbers = { BROKEN: progress.broken, REFUSED: progress.refused, OK: progress.ok, '': progress.done };
    for (const button of this.buttons) {
      button.querySelector('.count').textContent = count(numbers[button.dataset.verdict]);
    }
    this.ended = progress.finished !== null;
    this.note();
  }

  add(results) {
    this.all.push(...results);
    const room = this.limit - this.shown;
    const fresh = results.filter(result => this.matches(result));
    byId('rows').append(...fresh.slice(0, Math.max(0, room)).map(row));
    this.shown += Math.min(fresh.length, Math.max(0, room));
    this.matching += fresh.length;
    this.note();
  }

  matches(result) {
    return (!this.verdict || result.verdict === this.verdict)
      && (!this.search || `${result.url} ${result.text} ${result.reason}`.toLowerCase().includes(this.search));
  }

  render() {
    const matching = this.all.filter(result => this.matches(result));
    this.matching = matching.length;
    this.shown = Math.min(matching.length, this.limit);
    byId('rows').replaceChildren(...matching.slice(0, this.limit).map(row));
    this.note();
  }

  note() {
    const hidden = this.matching - this.shown;
    byId('more').hidden = hidden <= 0;
    byId('more').textContent = `Show more (${count(hidden)} left)`;
    let words = '';
    if (this.matching === 0 && this.all.length > 0) {
      const what = NAMES[this.verdict] ? `${NAMES[this.verdict]} links` : 'links';
      words = this.search ? `No ${what} match the filter.` : `No ${what}${this.ended ? '.' : ' so far.'}`;
    }
    byId('rows-note').textContent = words;
  }
}

function row(result) {
  const made = element('tr');
  const verdict = element('td');
  verdict.append(element('span', `pill ${result.verdict}`, NAMES[result.verdict]));
  const link = element('td');
  link.append(linkTo(result.url));
  if (result.text) {
    link.append(element('div', 'text', result.text));
  }
  const why = element('td', '', result.reason || `${result.status}`);
  if (result.finalUrl) {
    why.append(element('div', 'via', `${result.redirects === 1 ? 'redirected' : `${result.redirects} redirects`} to ${result.finalUrl}`));
  }
  made.append(verdict, link, why, element('td', 'num', millis(result.millis)));
  return made;
}
