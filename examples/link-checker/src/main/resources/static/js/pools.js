// The charts of one pool, two minutes wide.
import { element, count, millis, byId } from './dom.js';
import { drawChart } from './chart.js';

const KEEP = 120;

const CHARTS = [
  {
    title: 'Workers',
    limit: pool => pool.capacity,
    series: [
      { name: 'running', colour: 'accent', fill: true, value: pool => pool.running },
      { name: pool => (pool.keys === null ? 'idle' : 'hosts'), colour: 'soft', value: pool => pool.keys ?? pool.idle },
    ],
    note: pool => `capacity ${count(pool.capacity)}`,
  },
  {
    title: 'Waiting for a slot',
    series: [
      { name: 'queued', colour: 'accent', fill: true, value: pool => pool.queued },
      { name: 'submitters', colour: 'refused', value: pool => pool.waiting },
    ],
  },
  {
    title: 'Throughput',
    series: [{ name: 'tasks per second', colour: 'accent', fill: true, value: pool => pool.perSecond }],
    note: pool => (pool.rejected ? `${count(pool.rejected)} refused so far` : ''),
  },
  {
    title: 'Wait, from submission to start',
    format: millis,
    series: [
      { name: 'p50', colour: 'accent', fill: true, value: pool => pool.waitTime.p50 },
      { name: 'p99', colour: 'refused', value: pool => pool.waitTime.p99 },
    ],
  },
  {
    title: 'Run, from start to end',
    format: millis,
    series: [
      { name: 'p50', colour: 'accent', fill: true, value: pool => pool.runTime.p50 },
      { name: 'p99', colour: 'refused', value: pool => pool.runTime.p99 },
    ],
  },
];

export class PoolCharts {
  constructor() {
    this.samples = [];
    this.name = null;
    this.buttons = new Map();
    this.charts = CHARTS.map(make);
    byId('charts').append(...this.charts.map(chart => chart.box));
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.draw());
    new ResizeObserver(() => this.draw()).observe(byId('charts'));
  }

  add(samples) {
    const last = this.samples.at(-1)?.number ?? 0;
    const restarted = samples.at(-1).number < last; // another run of the service
    this.samples = (restarted ? samples : [...this.samples, ...samples.filter(s => s.number > last)]).slice(-KEEP);
    for (const pool of samples.at(-1).pools) {
      if (!this.buttons.has(pool.name)) {
        this.offer(pool.name);
      }
    }
    this.draw();
  }

  offer(name) {
    const button = element('button', '', name);
    button.type = 'button';
    button.addEventListener('click', () => this.choose(name));
    this.buttons.set(name, button);
    byId('pool-names').append(button);
    if (this.name === null || name === 'links') {
      this.choose(name);
    }
  }

  choose(name) {
    this.name = name;
    for (const [other, button] of this.buttons) {
      button.setAttribute('aria-pressed', String(other === name));
    }
    this.draw();
  }

  draw() {
    const pools = this.samples.map(sample => sample.pools.find(pool => pool.name === this.name)).filter(Boolean);
    if (pools.length) {
      this.charts.forEach(chart => chart.draw(pools));
    }
  }
}

function make(spec) {
  const format = spec.format ?? (value => count(Math.round(value)));
  const box = element('section', 'chart');
  const head = element('h3');
  const note = element('span');
  head.append(element('span', '', spec.title), note);
  const now = element('p', 'now');
  const nameOf = (series, pool) => (typeof series.name === 'function' ? series.name(pool) : series.name);
  const keys = [];
  const values = spec.series.map(series => {
    const value = element('b');
    const key = element('span', `key key-${series.colour}`);
    keys.push(key);
    const pair = element('span');
    pair.append(value, key);
    now.append(pair);
    return value;
  });
  const canvas = element('canvas');
  canvas.setAttribute('role', 'img');
  box.append(head, now, canvas);

  function draw(pools) {
    const latest = pools.at(-1);
    note.textContent = spec.note?.(latest) ?? '';
    spec.series.forEach((series, i) => {
      values[i].textContent = format(series.value(latest));
      keys[i].textContent = nameOf(series, latest);
    });
    canvas.setAttribute('aria-label',
      `${spec.title}: ${spec.series.map(series => `${format(series.value(latest))} ${nameOf(series, latest)}`).join(', ')}`);
    drawChart(canvas, {
      width: KEEP,
      limit: spec.limit?.(latest),
      series: spec.series.map(series => ({ ...series, values: pools.map(series.value) })),
    });
  }
  return { box, draw };
}
