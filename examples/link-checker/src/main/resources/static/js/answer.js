// What the service answers when it does not do what was asked, as words.

export const UNREACHABLE = 'The service cannot be reached.';

export async function detail(answer) {
  const problem = await answer.json().catch(() => ({}));
  return sentence(problem.detail || `The service answers ${answer.status}.`);
}

function sentence(words) {
  const upper = words.charAt(0).toUpperCase() + words.slice(1);
  return /[.!?]$/.test(upper) ? upper : `${upper}.`;
}
