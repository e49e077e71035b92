// The run: what it does now, how long, what comes next, its steps.

import { byId, el, say, show, list } from './dom.js';
import { clock, duration, secondsSince, timeOfDay } from './time.js';

let run = null;
let wasAnnounced = '';
let said = '';

const marks = { planned: '○', running: '●', done: '✓', skipped: '–', failed: '✗', undone: '↩', stopped: '■' };

const words = { planned: 'to come', running: 'running', done: 'done', skipped: 'left out', failed: 'failed', undone: 'taken back', stopped: 'stopped here' };

const states = {
  running: ['●', 'Running', 'busy'],
  'going back': ['↩', 'Going back', 'warn'],
  stopped: ['■', 'Stopped', 'bad'],
  unknown: ['?', 'Not known', 'warn'],
  done: ['✓', 'Done', 'good'],
  'went back': ['↩', 'Went back', 'warn'],
  interrupted: ['↩', 'Interrupted', 'warn'],
  aborted: ['↩', 'Aborted', 'warn'],
  restored: ['↩', 'Ended by a restore', 'warn'],
};

const doneWords = { migrate: 'Migrated', apply: 'Applied', rollback: 'Rolled back', restore: 'Restored' };

export function showRun(view) {
  run = view;
  const steps = view?.steps ?? [];
  const running = steps.find(s => s.status === 'running') ?? null;
  showHeadline(view, running, steps);
  showProgress(view?.progress);
  list('steps', steps, s => s.key, makeStep, updateStep);
  show('steps-none', steps.length === 0);
  tick();
}

/** The newest note of the step stands in for its progress, where it tells none. */
export function hear(lines) {
  for (const line of lines) {
    if (line.kind === 'note' || line.kind === 'warning') [said] = line.text.split('\n');
    else said = '';
  }
  say('detail', detail(run, run?.steps.find(s => s.status === 'running')));
}

function showHeadline(view, running, steps) {
  const [mark, word, tone] = view ? states[view.status] ?? ['·', view.status, 'busy'] : ['·', 'Ready', 'idle'];
  byId('now').dataset.tone = tone;
  const place = running ? `step ${steps.indexOf(running) + 1} of ${steps.length}` : '';
  say('kicker', view ? [`${mark} ${word}`, place, `${view.command} ${view.id}`, view.where].filter(Boolean).join(' · ') : `${mark} ${word}`);
  sayBreakable('headline', headline(view, running));
  say('detail', detail(view, running));
  const coming = steps.find(s => s.status === 'planned');
  say('next', view && !view.endedAt && coming && view.status === 'running' ? `Next: ${coming.title}` : '');
  document.title = view ? `${mark} ${running?.title ?? word} · Whimbrel` : 'Whimbrel';
  announce(view ? `${word}: ${headline(view, running)}` : '');
}

/** A long name breaks behind its underscores. */
function sayBreakable(id, text) {
  if (byId(id).textContent === text) return;
  byId(id).replaceChildren(...text.split(/(?<=_)/).flatMap(part => [part, el('wbr')]));
}

function headline(view, running) {
  if (!view) return 'No run';
  if (view.status === 'done') return `${doneWords[view.command] ?? 'Done'}: ${view.from ?? 'none'} → ${view.to ?? 'none'}`;
  if (view.endedAt) return `The database is at ${view.to ?? 'no version'}`;
  if (view.status === 'stopped') {
    const at = view.steps.find(s => s.status === 'stopped' || s.status === 'failed');
    return at ? `Stopped: ${at.title}` : 'Stopped between two steps';
  }
  return running?.title ?? (view.status === 'going back' ? 'Going back' : 'Between two steps');
}

function detail(view, running) {
  if (!view) return "'whimbrel migrate' begins one; it appears here by itself.";
  if (view.status === 'stopped') return [view.reason, view.next].filter(Boolean).join('; ');
  if (view.endedAt) return view.reason ?? view.migrations.join(', ');
  return view.progress?.text ?? (running ? said : view.migrations.join(', '));
}

function showProgress(progress) {
  const isKnown = typeof progress?.share === 'number';
  show('progress', isKnown);
  if (!isKnown) return;
  byId('bar').value = progress.share;
  say('left', `${Math.floor(progress.share * 100)} %${progress.leftSeconds === null ? '' : `, about ${duration(progress.leftSeconds)} left`}`);
}

/** What changes with the clock alone. */
export function tick() {
  const clocks = run ? clocksOf(run) : [];
  list('clocks', clocks, c => c[0], ([name]) => el('div', {}, el('dt', {}, name), el('dd')), (child, [, value, tone]) => {
    if (child.lastChild.textContent !== value) child.lastChild.textContent = value;
    child.lastChild.className = tone ?? '';
  });
  for (const item of byId('steps').querySelectorAll('[data-since]')) {
    item.querySelector('.took').textContent = clock(secondsSince(item.dataset.since));
  }
}

function clocksOf(view) {
  const running = view.steps.find(s => s.status === 'running');
  const seconds = view.endedAt ? (Date.parse(view.endedAt) - Date.parse(view.startedAt)) / 1000 : secondsSince(view.startedAt);
  return [
    [view.endedAt ? 'Took' : 'Run', clock(seconds)],
    running ? ['Step', clock(secondsSince(running.startedAt))] : null,
    downtime(view),
    ['Version', `${view.from ?? 'none'} → ${view.to ?? 'none'}`],
    view.endedAt ? ['Ended, UTC', timeOfDay(view.endedAt)] : ['Began, UTC', timeOfDay(view.startedAt)],
  ].filter(Boolean);
}

function downtime(view) {
  if (view.inMaintenanceSince && !view.endedAt) {
    const seconds = secondsSince(view.inMaintenanceSince);
    return ['Downtime', `${clock(seconds)} of ${clock(view.downtimeBudgetSeconds)}`, seconds > view.downtimeBudgetSeconds / 2 ? 'bad' : 'warn'];
  }
  if (view.downtimeSeconds !== null) return ['Downtime', duration(view.downtimeSeconds)];
  return ['Downtime', view.downtime === 'zero' ? 'none' : `${view.downtime}, none so far`];
}

function makeStep(step) {
  return el('li', {}, el('span', { class: 'phase', 'aria-hidden': 'true' }, String(step.phase)), el('span', { class: 'sign' }), el('span', { class: 'what' }, el('span', { class: 'title' }), el('span', { class: 'summary' })), el('span', { class: 'took' }));
}

function updateStep(item, step) {
  const [, sign, what, took] = item.children;
  item.className = step.status;
  if (step.status === 'running') item.setAttribute('aria-current', 'step');
  else item.removeAttribute('aria-current');
  if (sign.textContent !== marks[step.status]) sign.replaceChildren(el('span', { 'aria-hidden': 'true' }, marks[step.status]), el('span', { class: 'unseen' }, words[step.status]));
  what.firstChild.textContent = step.title;
  what.lastChild.textContent = step.status === 'skipped' && !step.summary ? 'left out' : step.summary;
  if (step.status === 'running') item.dataset.since = step.startedAt;
  else delete item.dataset.since;
  if (step.status !== 'running') took.textContent = step.seconds > 0 ? duration(step.seconds) : '';
}

/** Said once a step, and not with each line of progress. */
function announce(text) {
  if (text === wasAnnounced) return;
  wasAnnounced = text;
  say('announce', text);
}
