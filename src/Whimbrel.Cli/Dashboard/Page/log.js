// What the run says, line by line. It follows the newest line until somebody scrolls up.

import { byId, el, show } from './dom.js';
import { timeOfDay } from './time.js';

const most = 2000;
const marks = { begins: '▸', done: '✓', skipped: '–', failed: '✗', note: '', warning: '!' };

const log = byId('log');
const said = byId('lines');
let follows = true;

export function resetLog() {
  said.replaceChildren();
  follows = true;
  show('log-follow', false);
}

export function addLines(lines) {
  const added = document.createDocumentFragment();
  for (const line of lines.slice(-most)) {
    added.append(el('li', { class: line.kind }, el('time', {}, timeOfDay(line.at)), el('span', { class: 'sign' }, el('span', { 'aria-hidden': 'true' }, marks[line.kind] ?? ''), el('span', { class: 'unseen' }, line.kind)), el('span', { class: 'said' }, line.text)));
  }
  said.append(added);
  while (said.childElementCount > most) said.firstChild.remove();
  if (follows) log.scrollTop = log.scrollHeight;
}

// A narrower page breaks its lines elsewhere: that is nobody's scrolling.
new ResizeObserver(() => {
  if (follows) log.scrollTop = log.scrollHeight;
}).observe(log);

log.addEventListener('scroll', () => {
  follows = log.scrollHeight - log.scrollTop - log.clientHeight < 30;
  show('log-follow', !follows);
});

byId('log-follow').addEventListener('click', () => {
  log.scrollTop = log.scrollHeight;
  log.focus();
});
