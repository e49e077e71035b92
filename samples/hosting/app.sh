#!/usr/bin/env bash
# app.sh start [REPLICAS] | stop | replicas
# Drives the application as an operator's own commands do (systemd, Compose, …): here one process on this machine.
# Settings come from app.env beside this file: APPLICATION, and the environment that it needs.
set -euo pipefail
folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=/dev/null
. "$folder/app.env"

# A process id alone may belong to another program by now.
running() {
  local pid
  pid=$(cat "$folder/app.pid" 2>/dev/null) && [[ $(readlink "/proc/$pid/exe") == "$APPLICATION" ]]
}

start() {
  ! running || return 0
  setsid "$APPLICATION" </dev/null >>"$folder/application.log" 2>&1 &
  echo $! >"$folder/app.pid"
}

stop() {
  running || return 0
  local pid
  pid=$(cat "$folder/app.pid")
  kill -TERM "$pid"
  for ((i = 0; i < 150; i++)); do
    running || return 0
    sleep 0.1
  done
  echo "app.sh: the application ($pid) did not stop within 15 s and is killed" >&2
  kill -KILL "$pid"
}

case "${1:-}" in
  start) if [[ ${2:-1} == 0 ]]; then stop; else start; fi ;;
  stop) stop ;;
  replicas) if running; then echo 1; else echo 0; fi ;;
  *) sed -n '2s/^# /usage: /p' "$0" >&2; exit 2 ;;
esac
