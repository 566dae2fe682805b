// A square for each link, filled in as the answers come.

const GAP = 1;
const MAX_CELL = 13;
const MIN_CELL = 2;

export class Mosaic {
  constructor(canvas, caption) {
    this.canvas = canvas;
    this.caption = caption;
    this.text = caption.textContent;
    this.results = [];
    this.total = 0;
    // In the next frame, since it may change the size itself.
    new ResizeObserver(() => requestAnimationFrame(() => this.draw())).observe(canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.draw());
    canvas.addEventListener('pointermove', event => this.tell(event));
    canvas.addEventListener('pointerleave', () => { caption.textContent = this.text; });
  }

  clear() {
    this.results = [];
    this.total = 0;
    this.draw();
  }

  expect(total) {
    if (total !== this.total) {
      this.total = total;
      this.draw();
    }
  }

  add(results) {
    const from = this.results.length;
    this.results.push(...results.map(({ url, verdict, reason }) => ({ url, verdict, reason })));
    if (this.results.length > this.total) {
      this.total = this.results.length;
      this.draw();
    } else {
      this.paint(from, this.results.length);
    }
  }

  // The largest square of which all fit. If not even the smallest do, the canvas grows.
  layout() {
    const scale = devicePixelRatio || 1;
    this.canvas.style.height = ''; // as the style sheet says
    const width = Math.round(this.canvas.clientWidth * scale);
    const height = Math.round(this.canvas.clientHeight * scale);
    const gap = Math.max(1, Math.round(GAP * scale));
    const fit = (length, cell) => Math.max(1, Math.floor((length + gap) / (cell + gap)));
    let cell = Math.round(MAX_CELL * scale);
    while (cell > MIN_CELL && fit(width, cell) * fit(height, cell) < this.total) {
      cell--;
    }
    const columns = fit(width, cell);
    const needed = Math.ceil(this.total / columns) * (cell + gap) - gap;
    if (needed > height) {
      this.canvas.style.height = `${needed / scale}px`;
    }
    return { width, height: Math.max(height, needed), cell, step: cell + gap, columns };
  }

  draw() {
    this.place = this.layout();
    this.canvas.width = this.place.width;
    this.canvas.height = this.place.height;
    const style = getComputedStyle(this.canvas);
    this.colours = Object.fromEntries(
      ['ok', 'broken', 'refused', 'rest'].map(name => [name, style.getPropertyValue(`--${name}`).trim()]));
    this.paint(0, this.total);
  }

  paint(from, to) {
    const context = this.canvas.getContext('2d');
    const { cell, step, columns } = this.place;
    for (let i = from; i < to; i++) {
      const result = this.results[i];
      context.fillStyle = this.colours[result ? result.verdict.toLowerCase() : 'rest'];
      context.fillRect((i % columns) * step, Math.floor(i / columns) * step, cell, cell);
    }
  }

  tell(event) {
    const scale = devicePixelRatio || 1;
    const { step, columns } = this.place;
    const column = Math.floor((event.offsetX * scale) / step);
    const result = column < columns ? this.results[Math.floor((event.offsetY * scale) / step) * columns + column] : undefined;
    this.caption.textContent = result ? [result.url, result.reason].filter(Boolean).join(': ') : this.text;
  }
}
