// The form: a page, a list or a file becomes a request; what the service answers becomes words.
import { detail, UNREACHABLE } from './answer.js';
import { byId } from './dom.js';

const MAX_FILE = 4 * 1024 * 1024;

export function askForm(accepted) {
  const form = byId('ask');
  const error = byId('ask-error');
  const button = form.querySelector('.primary');

  const mode = () => form.elements.mode.value;
  form.addEventListener('change', event => {
    if (event.target.name === 'mode') {
      for (const field of form.querySelectorAll('.field')) {
        field.hidden = field.dataset.mode !== mode();
      }
      complain('');
    }
  });

  form.addEventListener('submit', async event => {
    event.preventDefault();
    complain('');
    button.disabled = true;
    try {
      const answer = await send(await request());
      if (answer.status === 201) {
        accepted(await answer.json());
      } else {
        complain(await reason(answer));
      }
    } catch (e) {
      complain(e instanceof TypeError ? UNREACHABLE : e.message);
    } finally {
      button.disabled = false;
    }
  });

  async function request() {
    if (mode() === 'page') {
      return json({ url: withScheme(required(form.elements.url.value, 'Give the address of a page.')) });
    }
    if (mode() === 'list') {
      return text(required(form.elements.list.value, 'Give an address on each line.'));
    }
    const file = form.elements.file.files[0];
    if (!file) {
      throw new Error('Choose a text file with an address on each line.');
    }
    if (file.size > MAX_FILE) {
      throw new Error('The file is larger than 4 MB; send it in parts.');
    }
    return { ...text(required(await file.text(), 'The file is empty.')), name: file.name.slice(0, 120) };
  }

  function complain(words) {
    error.textContent = words;
    const field = form.querySelector(`.field[data-mode="${mode()}"] :is(input, textarea)`);
    field.setAttribute('aria-invalid', words ? 'true' : 'false');
    if (words) {
      field.focus();
    }
  }
}

function required(value, words) {
  if (!value.trim()) {
    throw new Error(words);
  }
  return value.trim();
}

function withScheme(address) {
  return /^[a-z][a-z0-9+.-]*:/i.test(address) && !/^[^/]*:\d/.test(address) ? address : `http://${address}`;
}

function send({ name, ...request }) {
  return fetch(name ? `/api/checks?${new URLSearchParams({ name })}` : '/api/checks', request);
}

function json(value) {
  return { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(value) };
}

function text(value) {
  return { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: value };
}

async function reason(answer) {
  const later = answer.headers.get('Retry-After');
  if (answer.status === 429) {
    return `The service has as many checks as it takes. Try again in ${later} seconds.`;
  }
  if (answer.status === 503) {
    return 'The service is being stopped.';
  }
  return detail(answer);
}
