// The page: one stream of events, and what each of them changes.

import { byId, say, show } from './dom.js';
import { setClock, now, timeOfDay, duration, secondsSince } from './time.js';
import { showRun, hear, tick as tickRun } from './now.js';
import { resetCharts, addLatency, addWaits } from './charts.js';
import { showServer } from './locks.js';
import { resetLog, addLines } from './log.js';
import { readPlan } from './plan.js';
import { readRuns } from './runs.js';
import { showAbort, notice } from './abort.js';

let server = null;
let isConnected = false;
let last = '';

const on = {
  begin(view) {
    setClock(view.now);
    say('database', view.database);
    byId('database').title = `Whimbrel ${view.whimbrel}`;
    resetCharts();
    resetLog();
  },
  run(view) {
    showRun(view);
    showAbort(view);
    // The plan and the records are others when a run begins or ends.
    const point = view ? `${view.id} ${view.endedAt ? 'ended' : view.status} ${view.steps.some(s => s.key === 'WritePlan' && s.status === 'done')}` : 'none';
    if (point !== last) {
      last = point;
      readPlan();
      readRuns(view && !view.endedAt ? view.id : null);
    }
  },
  server(view) {
    server = view;
    setClock(view.at);
    showServer(view);
    sayServer();
  },
  log(view) {
    addLines(view.lines);
    hear(view.lines);
  },
  latency: addLatency,
  waits: view => addWaits(view.points),
  notice,
};

function sayServer() {
  const state = byId('server');
  if (!server) return;
  state.parentElement.className = `state ${server.error ? 'bad' : 'good'}`;
  say('server', server.error ? '✗ server down' : `✓ PostgreSQL ${server.version.split(' ')[0]}`);
  say('server-since', server.error ? `for ${duration(secondsSince(server.downSince))}` : '');
  state.title = server.error ?? '';
}

function sayLink(connected) {
  isConnected = connected;
  document.body.classList.toggle('lost', !connected);
  byId('link').className = 'state bad';
  show('link', !connected);
  say('link', connected ? '' : '✗ the dashboard does not answer; what is shown is old; trying again …');
}

/** Where the browser gives up by itself (an answer that is no stream), the page does not. */
function connect() {
  const events = new EventSource('/events');
  for (const [name, handle] of Object.entries(on)) {
    events.addEventListener(name, event => handle(JSON.parse(event.data)));
  }
  events.addEventListener('open', () => sayLink(true));
  events.addEventListener('error', async () => {
    sayLink(false);
    if (events.readyState !== EventSource.CLOSED) return;
    const answer = await fetch('/runs').catch(() => null);
    if (answer?.status === 401) {
      say('link', '✗ this dashboard was started anew: open the address that it printed');
      return;
    }
    setTimeout(connect, 2000);
  });
}

function tick() {
  say('clock', timeOfDay(now()));
  if (!isConnected) return;
  tickRun();
  sayServer();
}

connect();
tick();
setInterval(tick, 1000);
