// The plan of the run that goes on, or of what is pending: findings, rehearsal, every step with its SQL.

import { byId, el, say } from './dom.js';
import { duration, ms, number } from './time.js';

const marks = { error: '✗', warning: '!', info: 'i' };
let reading = 0;

export async function readPlan() {
  const mine = ++reading;
  const view = await fetch('/plan').then(answer => answer.ok ? answer.json() : null).catch(() => null);
  if (mine === reading && view) showPlan(view);
}

byId('plan-again').addEventListener('click', readPlan);

function showPlan(view) {
  const plan = view.plan;
  say('plan-title', view.source === 'run' ? 'Plan of this run' : 'Pending migrations');
  byId('plan').replaceChildren(...(plan ? parts(plan) : [el('p', { class: 'quiet' }, view.error ?? ''), view.hint ? el('p', { class: 'quiet' }, view.hint) : '']));
}

function parts(plan) {
  return [
    el('p', { class: 'figures' }, `${plan.currentVersion ?? 'none'} → ${plan.targetVersion ?? 'none'}, ${plan.downtime} downtime${plan.downtimeBecause ? `: ${plan.downtimeBecause}` : ''}`),
    el('ul', { class: 'migrations' }, ...plan.migrations.map(migration)),
    el('h3', {}, `Findings (${plan.findings.length})`),
    plan.findings.length === 0 ? el('p', { class: 'quiet' }, 'The rules have nothing to say.') : el('ul', { class: 'findings' }, ...plan.findings.map(finding)),
    el('h3', {}, 'Rehearsal'),
    ...rehearsal(plan.rehearsal),
    el('h3', {}, 'Steps'),
    el('ol', { class: 'planned' }, ...plan.steps.map(step)),
  ];
}

function migration(of) {
  return el('li', {}, el('strong', {}, of.name), ` ${of.downtime} downtime, ${of.hasRollback ? 'with a rollback script' : 'NO rollback script'}`, of.description ? el('p', { class: 'quiet' }, of.description) : null);
}

function finding(of) {
  return el('li', { class: of.severity }, el('p', {}, el('strong', {}, `${marks[of.severity] ?? ''} ${of.severity} `), `${of.message} `, el('span', { class: 'quiet' }, `${of.file}:${of.line} ${of.rule}`)), of.hint ? el('p', { class: 'quiet' }, of.hint) : null);
}

function rehearsal(of) {
  if (!of) return [el('p', { class: 'quiet' }, 'Not rehearsed yet.')];
  return [
    el('p', {}, `${of.rollbacksProven} rollbacks proven${of.rollbackMs > 0 ? `, back in ${ms(of.rollbackMs)}` : ''}; ${number(of.queriesChecked)} queries of the application checked; the backup was restored in ${duration(of.restoreSeconds)}`),
    of.findings.length > 0 ? el('ul', { class: 'findings' }, ...of.findings.map(f => el('li', { class: 'warning' }, el('strong', {}, '! '), f))) : '',
  ];
}

function step(of) {
  const predicted = of.predictedMs === null ? '' : ` about ${ms(of.predictedMs)}`;
  const details = el('details', {}, el('summary', {}, `${of.phase} ${of.title}`, el('span', { class: 'quiet' }, `${of.skipped ? ' left out' : ''}${predicted}`)));
  // What nobody opens is not laid out: a plan may have hundreds of statements.
  details.addEventListener('toggle', () => details.append(...about(of)), { once: true });
  return el('li', {}, details);
}

function about(of) {
  return [
    el('p', {}, of.does),
    of.locks.length > 0 ? el('p', { class: 'quiet' }, `Locks: ${of.locks.join('; ')}`) : '',
    of.wayBack ? el('p', { class: 'quiet' }, `Way back: ${of.wayBack}`) : '',
    of.sql.length > 0 ? el('pre', { tabindex: 0 }, of.sql.join('\n\n')) : '',
  ].filter(Boolean);
}
