// The way back, always in sight, and the one button that changes something. It asks first.

import { byId, el, say } from './dom.js';

const dialog = byId('ask');
const button = byId('abort');
let asked = null;
let isAsking = false;

export function showAbort(run) {
  say('back', run ? run.wayBack : 'Nothing runs, and nothing has to go back.');
  button.textContent = run?.abort.effect ? `${run.abort.label} …` : 'Abort …';
  button.disabled = !run?.abort.effect;
  say('abort-why', run?.abort.why ?? (run ? '' : 'there is no run'));
}

button.addEventListener('click', async () => {
  if (isAsking) return;
  isAsking = true;
  await ask();
  isAsking = false;
});

async function ask() {
  const preview = await fetch('/abort').then(answer => answer.ok ? answer.json() : null).catch(() => null);
  if (!preview) {
    notice({ text: 'The dashboard does not answer: press Ctrl-C in the terminal of the run.' });
    return;
  }
  asked = { run: preview.run, effect: preview.abort.effect };
  say('ask-title', title(preview.abort.effect));
  say('ask-does', preview.does);
  byId('ask-loses').replaceChildren(...loses(preview));
  say('ask-yes', { goBack: 'Abort: go back', endWatch: 'End the watch', abort: 'Abort: go back' }[preview.abort.effect] ?? 'Abort');
  byId('ask-yes').disabled = !preview.abort.effect;
  dialog.showModal();
}

const title = effect => ({ goBack: 'Abort the run?', endWatch: 'End the watch?', abort: 'Abort the stopped run?' })[effect] ?? 'There is nothing to abort';

function loses(preview) {
  if (preview.losesUnknown) return [el('p', { class: 'warn' }, `! ${preview.losesUnknown}`)];
  if (!preview.abort.effect || preview.abort.effect === 'endWatch') return [];
  if (preview.loses.length === 0) return [el('p', {}, 'No rows stand in what it would drop now.')];
  return [el('p', { class: 'warn' }, '! This would be lost:'), el('ul', {}, ...preview.loses.map(l => el('li', {}, l)))];
}

byId('ask-no').addEventListener('click', () => dialog.close());

byId('ask-yes').addEventListener('click', async () => {
  dialog.close();
  const answer = await fetch('/abort', { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Whimbrel': '1' }, body: JSON.stringify(asked) })
    .then(a => a.ok ? a.json() : null).catch(() => null);
  notice({ text: answer?.text ?? 'The dashboard did not take it: press Ctrl-C in the terminal of the run.' });
});

/** A line above the way back, until it is closed. */
export function notice({ text, hint }) {
  const item = el('div', { class: 'notice' }, el('p', {}, text, hint ? el('span', { class: 'quiet' }, ` ${hint}`) : ''), el('button', { type: 'button', class: 'plain', onclick: () => item.remove() }, 'Close'));
  byId('notices').append(item);
}
