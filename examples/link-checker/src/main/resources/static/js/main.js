// Joins the parts: the form makes checks, the overview lists them and feeds the charts, one check is shown.
import { askForm } from './form.js';
import { CheckView } from './check.js';
import { CheckList } from './list.js';
import { PoolCharts } from './pools.js';
import { byId } from './dom.js';

const view = new CheckView();
const list = new CheckList(select);
const charts = new PoolCharts();
let chosen = false; // until somebody chooses, the newest check is shown

function select(id) {
  chosen = true;
  show(id);
}

function show(id) {
  view.show(id);
  list.mark(id);
}

askForm(progress => {
  select(progress.id);
  byId('check').focus({ preventScroll: true });
});

const overview = new EventSource('/api/overview/events');
const live = byId('live');
overview.onopen = () => {
  live.textContent = 'live';
  live.className = 'live on';
};
overview.onerror = () => {
  const refused = overview.readyState === EventSource.CLOSED; // then the browser does not connect again
  live.textContent = refused ? 'too many watch, load again later' : 'no connection';
  live.className = 'live off';
};
overview.addEventListener('pools', event => charts.add(JSON.parse(event.data)));
overview.addEventListener('checks', event => {
  const checks = JSON.parse(event.data);
  list.update(checks, view.id);
  if (!chosen && checks.length && view.id !== checks[0].id) {
    show(checks[0].id);
  }
});
