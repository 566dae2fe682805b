// The check that is shown: its stream, its figures. The squares and the table have files of their own.
import { detail, UNREACHABLE } from './answer.js';
import { byId, count, fillBar } from './dom.js';
import { Mosaic } from './mosaic.js';
import { Results } from './results.js';

const STATES = {
  QUEUED: 'Queued', RUNNING: 'Running', DONE: 'Done', FAILED: 'Failed', CANCELLED: 'Cancelled', INTERRUPTED: 'Interrupted',
};
const SAY_EACH_PERCENT = 10;

export class CheckView {
  constructor() {
    this.id = null;
    this.stream = null;
    this.lost = false; // whether its stream was refused
    this.mosaic = new Mosaic(byId('mosaic'), byId('mosaic-caption'));
    this.results = new Results();
    this.progress = null;
    byId('cancel').addEventListener('click', () => this.cancel());
    setInterval(() => this.lost || this.tick(), 500);
  }

  show(id) {
    if (this.id === id && !this.lost) {
      return;
    }
    this.id = id;
    this.lost = false;
    this.progress = null;
    this.said = 0;
    this.stream?.close();
    this.mosaic.clear();
    this.results.clear();
    byId('check').hidden = false;
    byId('json').href = `/api/checks/${id}/results`;
    byId('csv').href = `/api/checks/${id}/results.csv`;
    const stream = new EventSource(`/api/checks/${id}/events`);
    this.stream = stream;
    stream.addEventListener('results', event => {
      const results = JSON.parse(event.data);
      this.mosaic.add(results);
      this.results.add(results);
    });
    stream.addEventListener('progress', event => this.update(JSON.parse(event.data)));
    stream.addEventListener('end', event => {
      stream.close();
      this.update(JSON.parse(event.data));
    });
    stream.onerror = () => {
      if (stream.readyState === EventSource.CLOSED && stream === this.stream) {
        this.lose(id);
      } // otherwise the browser connects again
    };
  }

  // A stream that is refused is not opened again, and does not say why it was refused.
  async lose(id) {
    this.lost = true;
    const words = await ask(id, 'GET', progress => {
      this.update(progress);
      return 'Too many watch at once. Choose the check again later.';
    });
    if (id !== this.id || !this.lost) {
      return;
    }
    if (!this.progress) {
      byId('check-title').textContent = 'Unknown check';
      byId('check-source').textContent = '';
    }
    byId('check-state').textContent = 'Not watched';
    byId('check-state').className = 'state';
    byId('note').textContent = words;
    byId('cancel').hidden = true;
  }

  async cancel() {
    const id = this.id;
    const words = await ask(id, 'DELETE', progress => this.update(progress));
    if (words && id === this.id) {
      byId('note').textContent = words;
    }
  }

  update(progress) {
    if (progress.id !== this.id) {
      return;
    }
    this.progress = progress;
    const state = byId('check-state');
    state.textContent = STATES[progress.state];
    state.className = `state ${progress.state}`;
    byId('check-title').textContent = progress.title || progress.source;
    byId('check-source').textContent = progress.title ? progress.source : '';
    byId('done').textContent = count(progress.done);
    byId('total').textContent = progress.total ? `of ${count(progress.total)}` : '';
    byId('broken').textContent = count(progress.broken);
    byId('refused').textContent = count(progress.refused);
    byId('note').textContent = progress.message;
    byId('cancel').hidden = progress.finished !== null;
    const bar = byId('bar');
    fillBar(bar, progress);
    const percent = progress.total ? Math.floor((100 * progress.done) / progress.total) : 0;
    bar.setAttribute('aria-valuenow', String(percent));
    this.mosaic.expect(progress.total);
    this.results.counts(progress);
    this.tick();
    this.say(progress, percent);
  }

  tick() {
    if (this.progress) {
      const until = this.progress.finished ? Date.parse(this.progress.finished) : Date.now();
      const seconds = Math.max(0, (until - Date.parse(this.progress.created)) / 1000);
      byId('elapsed').textContent = seconds < 10 ? seconds.toFixed(1) : count(Math.round(seconds));
    }
  }

  // To those who listen instead of look: now and then, and at the end.
  say(progress, percent) {
    const ended = progress.finished !== null;
    if (ended || percent >= this.said + SAY_EACH_PERCENT) {
      this.said = percent;
      byId('said').textContent = ended
        ? `${STATES[progress.state]}: ${progress.done} links checked, ${progress.broken} broken, ${progress.refused} refused`
        : `${percent} percent, ${progress.broken} broken`;
    }
  }
}

// Returns why there is no answer, or what is made of it.
async function ask(id, method, then) {
  const answer = await fetch(`/api/checks/${id}`, { method }).catch(() => null);
  if (!answer) {
    return UNREACHABLE;
  }
  return answer.ok ? then(await answer.json()) : detail(answer);
}
