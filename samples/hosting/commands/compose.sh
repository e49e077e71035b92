#!/usr/bin/env bash
# compose.sh stop | start REPLICAS | replicas
# The application as the service 'app' of a Compose project in this folder, or in COMPOSE_PROJECT_DIR; start ends when
# every container runs, and is healthy where the image or the service says what that is. For whimbrel.yaml:
#   application:
#     commands:
#       stop: [/opt/hosting/compose.sh, stop]
#       start: [/opt/hosting/compose.sh, start, "{replicas}"]
#       replicas: [/opt/hosting/compose.sh, replicas]
# COMPOSE may be docker-compose, where that is what is installed.
set -euo pipefail
cd "${COMPOSE_PROJECT_DIR:-$(dirname "${BASH_SOURCE[0]}")}"
read -ra compose <<<"${COMPOSE:-docker compose}"
service=app patience=120

# How each container is: running, healthy, starting, exited, …
states() {
  local ids
  ids=$("${compose[@]}" ps -q "$service")
  # shellcheck disable=SC2086 # several ids
  [[ -z $ids ]] || docker inspect -f '{{if and .State.Running .State.Health}}{{.State.Health.Status}}{{else}}{{.State.Status}}{{end}}' $ids
}

running() { states | grep -cE '^(running|healthy|starting|unhealthy)$' || true; }

start() {
  "${compose[@]}" up -d --no-recreate --scale "$service=$1" "$service"
  for ((i = 0; i < patience; i++)); do
    if [[ $(states | grep -cE '^(running|healthy)$') == "$1" ]]; then return 0; fi
    sleep 1
  done
  echo "compose.sh: $service is not up after $patience s: $(states | tr '\n' ' ')" >&2
  exit 1
}

case ${1:-} in
  stop) "${compose[@]}" stop "$service" ;;
  start) start "${2:?how many}" ;;
  replicas) running ;;
  *) sed -n '2s/^# /usage: /p' "$0" >&2; exit 2 ;;
esac
