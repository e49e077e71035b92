// Who waits for whom, and what is under way on the server.

import { byId, el, say, show, list } from './dom.js';
import { duration, number } from './time.js';

const mostOld = 20;

export function showServer(view) {
  showLocks(view.locks);
  show('work-none', view.work.length === 0);
  list('work', view.work, w => `${w.pid} ${w.command} ${w.relation}`, makeWork, updateWork);
}

function showLocks(tree) {
  byId('locks').replaceChildren(...(tree ? [...tree.blockers.map(node), ...tree.oldTransactions.slice(0, mostOld).map(old)] : []));
  say('locks-says', tree ? says(tree) : 'The server does not answer: it is asked again every second.');
}

function says(tree) {
  if (tree.waiting > 0) return `${tree.waiting} ${tree.waiting === 1 ? 'session waits' : 'sessions wait'}, the longest for ${duration(tree.longestWaitSeconds)}`;
  const age = duration(tree.oldAfterSeconds);
  const seen = tree.seesAllSessions ? '' : '; what other users do is hidden from our user';
  return (tree.oldTransactions.length === 0 ? `Nobody waits, and no transaction is older than ${age}` : `Nobody waits; these transactions are older than ${age}`) + seen;
}

const who = session => [session.user || session.kind || 'a process of the server', session.application].filter(Boolean).join(', ');

const name = session => session.gid ? `prepared transaction '${session.gid}'` : `pid ${session.pid}`;

const flat = query => query.replace(/\s+/g, ' ').trim();

function node(of) {
  const waits = of.waitSeconds === null ? null : el('span', { class: 'waits' }, `waits ${duration(of.waitSeconds)} for ${of.waitsFor}`);
  const state = [of.state, of.ageSeconds === null ? '' : `transaction ${duration(of.ageSeconds)} old`].filter(Boolean).join(', ');
  return el('li', { class: waits ? 'victim' : 'blocker' },
    el('p', {}, el('strong', {}, waits ? name(of) : `blocks: ${name(of)}`), ` ${who(of)} `, waits, ` ${of.isRepeated ? (of.isDeadlock ? '(a deadlock: the server will end one of them)' : '(stands above)') : state}`),
    of.isRepeated ? null : el('p', { class: 'quiet' }, of.holds.length > 0 ? `holds ${of.holds.join('; ')}` : of.victims.length > 0 ? 'stands before them in the queue' : ''),
    of.isRepeated || !of.query ? null : el('code', {}, flat(of.query)),
    of.victims.length > 0 && !of.isRepeated ? el('ul', {}, ...of.victims.map(node)) : null);
}

function old(of) {
  return el('li', { class: 'old' },
    el('p', {}, el('strong', {}, name(of)), ` ${who(of)}, ${of.state}, transaction ${duration(of.ageSeconds)} old`),
    el('p', { class: 'quiet' }, of.tables.length > 0 ? `locks on ${of.tables.join(', ')}` : 'no table locked'),
    of.query ? el('code', {}, flat(of.query)) : null);
}

function makeWork(work) {
  return el('li', {}, el('p', {}), el('progress', { max: 1, 'aria-label': `${work.command} ${work.relation}` }), el('p', { class: 'quiet' }));
}

function updateWork(item, work) {
  const [title, bar, rest] = item.children;
  title.textContent = [work.command, work.relation, work.phase].filter(Boolean).join(' · ');
  if (work.share === null) bar.removeAttribute('value');
  else bar.value = work.share;
  const unit = work.unit === 'bytes' ? bytes(work.done) : `${number(work.done)} ${work.unit}`;
  const total = work.total ? ` of ${work.command === 'COPY TO' ? 'about ' : ''}${work.unit === 'bytes' ? bytes(work.total) : number(work.total)}` : '';
  const share = work.share === null ? '' : `, ${Math.floor(work.share * 100)} %`;
  rest.textContent = `${unit}${total}${share}${work.leftSeconds === null ? '' : `, about ${duration(work.leftSeconds)} left`} · pid ${work.pid} ${work.application}`;
}

function bytes(value) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}
