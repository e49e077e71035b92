// Times as the command line says them: UTC, and durations with their units.

let ahead = 0;

/** The dashboard's clock counts, and not the browser's. */
export function setClock(now) {
  ahead = Date.parse(now) - Date.now();
}

export const now = () => Date.now() + ahead;

export const secondsSince = at => Math.max(0, (now() - Date.parse(at)) / 1000);

const two = n => String(Math.floor(n)).padStart(2, '0');

/** 0:07, 12:34, 1:02:03: a clock that runs. */
export function clock(seconds) {
  const hours = Math.floor(seconds / 3600);
  return hours > 0 ? `${hours}:${two(seconds / 60 % 60)}:${two(seconds % 60)}` : `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
}

/** 20 ms, 3.2 s, 2 min 5 s, 1 h 3 min. */
export function duration(seconds) {
  if (seconds < 0.0995) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return whole % 60 ? `${Math.floor(whole / 60)} min ${whole % 60} s` : `${whole / 60} min`;
  const minutes = Math.floor(whole % 3600 / 60);
  return `${Math.floor(whole / 3600)} h${minutes ? ` ${minutes} min` : ''}`;
}

export const ms = value => value < 9.95 ? `${value.toFixed(1)} ms` : value < 999.5 ? `${Math.round(value)} ms` : duration(value / 1000);

export const timeOfDay = at => new Date(at).toISOString().slice(11, 19);

export const dateAndTime = at => new Date(at).toISOString().slice(0, 16).replace('T', ' ');

export const number = n => n.toLocaleString('en');
