// The runs in the state folder, newest first; each opens to its record.

import { byId, el, show, list } from './dom.js';
import { dateAndTime, duration } from './time.js';

const marks = { done: '✓', running: '●', open: '■', 'went back': '↩', interrupted: '↩', aborted: '↩', restored: '↩' };

/** @param current the run that goes on, which is none of the past. */
export async function readRuns(current) {
  const view = await fetch('/runs').then(answer => answer.ok ? answer.json() : null).catch(() => null);
  if (!view) return;
  const past = view.runs.filter(r => r.run !== current);
  show('runs-none', past.length === 0);
  list('runs', past, r => `${r.run} ${r.status}`, make, () => {});
}

function make(run) {
  const downtime = run.downtimeSeconds === null ? `${run.downtime} downtime` : `${duration(run.downtimeSeconds)} downtime`;
  const details = el('details', {},
    el('summary', {},
      el('span', { class: `sign ${run.status === 'done' ? 'good' : run.status === 'running' ? 'busy' : 'warn'}`, 'aria-hidden': 'true' }, marks[run.status] ?? '·'),
      el('span', {}, el('strong', {}, `${run.command} ${run.status}`), ` ${run.from ?? 'none'} → ${run.to ?? 'none'}`),
      el('span', { class: 'quiet' }, `${dateAndTime(run.startedAt)} UTC, ${duration(run.seconds)}, ${downtime}, by ${run.performedBy}`)));
  details.addEventListener('toggle', () => open(details, run), { once: true });
  return el('li', {}, details);
}

async function open(details, run) {
  const answer = await fetch(`/runs/${encodeURIComponent(run.run)}`).catch(() => null);
  const record = answer?.ok ? await answer.json() : null;
  details.append(...(record ? about(record) : [el('p', {}, 'The record cannot be read.')]));
}

function about(record) {
  return [
    record.reason ? el('p', { class: 'reason' }, record.reason) : '',
    record.verdict ? el('p', {}, `Watch: ${record.verdict}`) : '',
    record.wayBack ? el('p', {}, 'Way back: ', el('code', {}, record.wayBack)) : '',
    el('ol', { class: 'recorded' }, ...record.steps.map(s => el('li', {}, el('strong', {}, s.status), ` ${s.title}${s.summary ? `: ${s.summary}` : ''}${s.seconds > 0 ? ` [${duration(s.seconds)}]` : ''}`))),
    el('p', { class: 'quiet' }, `run ${record.run}, ${record.folder}`),
  ].filter(Boolean);
}
