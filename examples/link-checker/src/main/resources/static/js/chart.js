// Lines over time on a canvas, the newest value at the right edge; the scale fits what is seen.

export function drawChart(canvas, { width, limit, series }) {
  const scale = devicePixelRatio || 1;
  const w = Math.round(canvas.clientWidth * scale);
  const h = Math.round(canvas.clientHeight * scale);
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
  }
  const context = canvas.getContext('2d');
  const style = getComputedStyle(canvas);
  const colour = name => style.getPropertyValue(`--${name}`).trim();
  context.clearRect(0, 0, w, h);

  const top = 3 * scale;
  const bottom = h - 1.5 * scale;
  const most = Math.max(limit ?? 0, ...series.flatMap(s => s.values), 1e-9);
  const y = value => bottom - (value / most) * (bottom - top);
  const x = (i, n) => w - ((n - 1 - i) / (width - 1)) * w;

  line(context, [[0, bottom], [w, bottom]], colour('line'), scale);
  if (limit) {
    context.setLineDash([3 * scale, 4 * scale]);
    line(context, [[0, y(limit)], [w, y(limit)]], colour('soft'), scale);
    context.setLineDash([]);
  }
  for (const { values, colour: name, fill } of [...series].reverse()) {
    const points = values.map((value, i) => [x(i, values.length), y(value)]);
    if (fill) {
      area(context, points, bottom, colour(name));
    }
    context.globalAlpha = name === 'soft' ? 0.6 : 1;
    line(context, points, colour(name), 1.6 * scale);
    context.globalAlpha = 1;
  }
}

function path(context, points) {
  context.beginPath();
  points.forEach(([px, py], i) => (i ? context.lineTo(px, py) : context.moveTo(px, py)));
}

function line(context, points, colour, width) {
  path(context, points);
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.lineJoin = 'round';
  context.stroke();
}

function area(context, points, bottom, colour) {
  path(context, points);
  context.lineTo(points.at(-1)[0], bottom);
  context.lineTo(points[0][0], bottom);
  context.closePath();
  context.globalAlpha = 0.16;
  context.fillStyle = colour;
  context.fill();
  context.globalAlpha = 1;
}
