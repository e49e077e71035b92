/* global uPlot */
// Two charts: what the application answers, and how long sessions wait for locks.

import { byId, el, say, show } from './dom.js';
import { ms, number, timeOfDay } from './time.js';

const most = 20000;
const gap = null;
const places = ['latency', 'waits'];
const shortest = 60;

const addresses = new Map();
let waits = [[], [], []];
let chosen = null;
let charts = [];
let drawnWith = 0;
let isDue = false;

export function resetCharts() {
  addresses.clear();
  waits = [[], [], []];
  chosen = null;
  byId('address').replaceChildren();
  redraw();
}

export function addLatency(view) {
  for (const [at, which, requests, failed, p50, p95, longest] of view.points) {
    const url = view.urls[which];
    if (!addresses.has(url)) addAddress(url);
    const of = addresses.get(url);
    append(of.data, [at, p50, p95, failed || gap]);
    of.requests += requests;
    of.failed += failed;
    if (longest > of.longest) [of.longest, of.longestAt] = [longest, at];
  }
  redraw();
}

export function addWaits(points) {
  for (const [at, waiting, longest] of points) append(waits, [at, longest, waiting]);
  redraw();
}

function append(data, values) {
  values.forEach((value, i) => data[i].push(value));
  if (data[0].length > most) data.forEach(column => column.splice(0, data[0].length - most));
}

function addAddress(url) {
  addresses.set(url, { data: [[], [], [], []], requests: 0, failed: 0, longest: 0, longestAt: 0 });
  byId('address').append(el('option', { value: url }, url));
  chosen ??= url;
  show('address-label', addresses.size > 1);
}

byId('address').addEventListener('change', event => {
  chosen = event.target.value;
  redraw();
});

/** At most once a frame, however much comes. */
function redraw() {
  if (isDue) return;
  isDue = true;
  requestAnimationFrame(() => {
    isDue = false;
    draw();
  });
}

function draw() {
  if (charts.length === 0) {
    drawnWith = fontSize();
    charts = [make('latency', latencyOptions()), make('waits', waitsOptions())];
  }
  const latency = addresses.get(chosen);
  charts[0].setData(latency?.data ?? [[], [], [], []]);
  charts[1].setData(waits);
  say('latency-says', latency ? latencySays(latency) : 'Nothing was measured: application.health names the address that a run asks.');
  say('waits-says', waitsSay());
  byId('latency').classList.toggle('empty', !latency);
}

function latencySays(of) {
  const [times, p50, p95] = of.data;
  const last = times.length - 1;
  const newest = p50[last] === null ? 'no answer in the last second' : `half within ${ms(p50[last])}, 95 % within ${ms(p95[last])}`;
  return `${newest}; longest ${ms(of.longest)} at ${timeOfDay(of.longestAt * 1000)}; ${number(of.failed)} of ${number(of.requests)} failed`;
}

function waitsSay() {
  const [times, longest, waiting] = waits;
  const last = times.length - 1;
  if (last < 0 || waiting[last] === null) return 'The server is not asked at the moment.';
  const worst = longest.reduce((most, value) => Math.max(most, value ?? 0), 0);
  const newest = waiting[last] === 0 ? 'nobody waits' : `${waiting[last]} ${waiting[last] === 1 ? 'session waits' : 'sessions wait'}, the longest for ${ms(longest[last])}`;
  return `${newest}${worst > 0 ? `; longest seen ${ms(worst)}` : ''}`;
}

const fontSize = () => Math.round(parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.78);

const colour = name => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

function make(id, options) {
  const place = byId(id);
  return new uPlot({ ...options, ...size(place) }, options.series.map(() => []), place);
}

/** Letters on a canvas do not grow with the page's by themselves. */
const resized = new ResizeObserver(() => {
  if (charts.length > 0 && fontSize() !== drawnWith) begin();
  charts.forEach((chart, i) => chart.setSize(size(byId(places[i]))));
});
places.forEach(place => resized.observe(byId(place)));

function begin() {
  charts.forEach(chart => chart.destroy());
  charts = [];
  redraw();
}

const size = place => ({ width: Math.max(120, place.clientWidth), height: Math.max(120, place.clientHeight) });

const milliseconds = (_, values) => values.map(v => v >= 1000 ? `${number(v / 1000)} s` : `${number(v)} ms`);

/** From the data itself: of one point alone, the library would make a day. */
function span(chart) {
  const times = chart.data[0];
  const end = times.at(-1) ?? Date.now() / 1000;
  return [Math.min(times[0] ?? end, end - shortest), end];
}

function common() {
  const font = drawnWith;
  const axis = { stroke: colour('quiet'), grid: { stroke: colour('line'), width: 1 }, ticks: { stroke: colour('line'), width: 1 }, font: `${font}px system-ui, sans-serif`, size: font * 5.2, space: font * 2.6 };
  return {
    tzDate: at => uPlot.tzDate(new Date(at * 1000), 'Etc/UTC'),
    legend: { show: false },
    cursor: { y: false, points: { size: 6 } },
    padding: [8, font * 2, 0, 0],
    axis,
    x: { range: span },
    time: { ...axis, size: font * 2.6, space: font * 7, values: [[3600, '{HH}:{mm}'], [60, '{HH}:{mm}'], [1, '{HH}:{mm}:{ss}'], [0.001, '{ss}.{fff}']].map(([every, format]) => [every, format, null, null, null, null, null, null, 1]) },
  };
}

function latencyOptions() {
  const { axis, time, x, ...rest } = common();
  return {
    ...rest,
    scales: { x, y: { range: (_, low, high) => [0, Math.max(10, (high ?? 0) * 1.15)] }, failed: { range: (_, low, high) => [0, Math.max(4, (high ?? 0) * 3)] } },
    axes: [time, { ...axis, values: milliseconds }],
    series: [
      {},
      { stroke: colour('accent'), width: 2, points: { show: false } },
      { stroke: colour('second'), width: 1.5, dash: [6, 4], points: { show: false } },
      { scale: 'failed', stroke: colour('bad'), fill: colour('bad'), paths: uPlot.paths.bars({ size: [0.8, 12, 2] }), points: { show: false } },
    ],
  };
}

function waitsOptions() {
  const { axis, time, x, ...rest } = common();
  return {
    ...rest,
    scales: { x, y: { range: (_, low, high) => [0, Math.max(10, (high ?? 0) * 1.15)] }, waiting: { range: (_, low, high) => [0, Math.max(4, (high ?? 0) * 2)] } },
    axes: [time, { ...axis, values: milliseconds }],
    series: [
      {},
      { stroke: colour('accent'), width: 2, points: { show: false } },
      { scale: 'waiting', stroke: colour('calm'), fill: colour('calm'), paths: uPlot.paths.bars({ size: [1, 8, 1] }), points: { show: false } },
    ],
  };
}

// Light and dark have other colours, and a canvas does not follow by itself.
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', begin);
