// Everything from outside enters the page as text, through here: nothing is ever parsed as HTML.

export function byId(id) {
  return document.getElementById(id);
}

export function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) {
    made.className = className;
  }
  if (text !== undefined) {
    made.textContent = text;
  }
  return made;
}

const numbers = new Intl.NumberFormat('en');

export function count(n) {
  return numbers.format(n);
}

export function millis(ms) {
  if (ms >= 10_000) {
    return `${Math.round(ms / 1000)} s`;
  }
  if (ms >= 1_000) {
    return `${(ms / 1000).toFixed(1)} s`;
  }
  return ms >= 10 || ms === 0 ? `${Math.round(ms)} ms` : `${ms.toPrecision(2)} ms`;
}

// A link only if it is one that a browser may follow: a URL from a page may be anything.
export function linkTo(url) {
  if (!/^https?:\/\//i.test(url)) {
    return element('span', 'url', url);
  }
  const link = element('a', 'url', url);
  link.href = url;
  link.target = '_blank';
  link.rel = 'noopener noreferrer nofollow';
  return link;
}

export function fillBar(bar, progress) {
  const total = Math.max(progress.total, 1);
  for (const verdict of ['ok', 'broken', 'refused']) {
    bar.querySelector(`.${verdict}`).style.width = `${(100 * progress[verdict]) / total}%`;
  }
}

export function emptyBar() {
  const bar = element('span', 'bar');
  bar.append(element('i', 'ok'), element('i', 'broken'), element('i', 'refused'));
  return bar;
}
