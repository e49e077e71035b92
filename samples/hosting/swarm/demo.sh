#!/usr/bin/env bash
# demo.sh [--no-wait]
# The runbook's example on a real Swarm, three times: with zero, minimal and full downtime, while clients use it. Says
# how long they were refused. The stack must run ('./build.sh demo --swarm' starts it, and takes it away).
# --no-wait  ends after the migrations; else everything stays up to be played with, until Ctrl-C
set -euo pipefail
sample=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
artifacts=$(cd "$sample/../.." && pwd)/artifacts
whimbrel=$artifacts/whimbrel/whimbrel
load=$artifacts/samples/clients/Hosting.Clients
lab=${SWARM_LAB:-/var/lib/whimbrel-swarm} site=${SITE:-http://198.51.100.11}

say() { printf '%s\n' "$*"; }
die() { printf 'demo.sh: %s\n' "$*" >&2; exit 1; }

wait_here=1
case ${1:-} in
  '') ;;
  --no-wait) wait_here=0 ;;
  *) sed -n '2,5s/^# //p' "$0" >&2; exit 2 ;;
esac
for program in "$whimbrel" "$load"; do
  [[ -x $program ]] || die "$program is missing; './build.sh demo --swarm' makes it"
done
[[ -S $lab/1/docker.sock ]] || die "no engine at $lab/1/docker.sock; './build.sh demo --swarm' starts one"
if [[ -z ${DOTNET_ROOT:-} ]]; then DOTNET_ROOT=$(dirname "$(readlink -f "$(command -v dotnet)")"); fi
export DOTNET_ROOT

work=$(mktemp -d /tmp/whimbrel-demo.XXXXXX)
cd "$work"
clients_pid='' whimbrel_pid='' signals=0

clean_up() {
  local status=$?
  trap - EXIT
  trap '' INT TERM HUP
  set +e
  if [[ -n $whimbrel_pid ]]; then kill -TERM "$whimbrel_pid"; wait "$whimbrel_pid"; fi
  if [[ -n $clients_pid ]]; then kill -TERM "$clients_pid"; wait "$clients_pid"; fi
  cd /
  rm -rf "$work"
  exit "$status"
}

# A signal while Whimbrel works is Whimbrel's: it goes back, and only then does the demo end.
interrupt() {
  signals=$((signals + 1))
  if [[ -n $whimbrel_pid ]]; then kill "-$1" "$whimbrel_pid" 2>/dev/null || true; else exit 130; fi
}

trap clean_up EXIT
trap 'interrupt INT' INT
trap 'interrupt TERM' TERM HUP

write_configuration() {
  cp -r "$sample/migrations" migrations
  mkdir backups
  install -m 600 "$lab/secrets/postgres" password
  cat >whimbrel.yaml <<YAML
database:
  url: postgresql://hosting_user@hosting_postgres/hosting_db
  password_file: $work/password
  via: swarm:hosting_postgres        # nothing of it is published: a tunnel leads into its container
docker:
  host: unix://$lab/1/docker.sock
migrations:
  path: $work/migrations
backup:
  path: $work/backups
  minimum_free: 5%
application:
  health: $site/health
  endpoints: [ $site/api/version, $site/api/users/1/preferences ]
  service: swarm:hosting_app
  proxy:
    service: swarm:hosting_nginx
    maintenance_file: $lab/conf.d/maintenance.conf
watch:
  for: 4s
  every: 1s
record:
  log: $work/database-migrations.log
  history: $work/database-schema-history.md
state:
  path: $work/state
YAML
}

start_clients() {
  setsid "$load" --url "$site" --clients 4 --per-second 20 --users 120000 --report clients.json </dev/null >clients.log 2>&1 &
  clients_pid=$!
  for ((i = 0; i < 100; i++)); do
    [[ ! -e clients.json ]] || return 0
    kill -0 "$clients_pid" 2>/dev/null || break
    sleep 0.1
  done
  die "the clients did not start: $(tail -n 5 clients.log)"
}

# count FILE: the clients begin a new count; the one that has ended goes into FILE.
count() {
  rm -f clients.json.previous
  kill -HUP "$clients_pid"
  for ((i = 0; i < 50; i++)); do
    if [[ -e clients.json.previous ]]; then mv clients.json.previous "$1"; return 0; fi
    sleep 0.1
  done
  die 'the clients do not report'
}

# seen KEY FILE: a value of the clients' report.
seen() { sed -nE "s/^ *\"$1\": \"?([^\",]*)\"?,?\$/\1/p" "$2"; }

# A shell without job control makes its background programs ignore SIGINT: env takes that back.
run() {
  local code before
  setsid env --default-signal=INT,QUIT "$whimbrel" "$@" --config "$work/whimbrel.yaml" --yes <&0 &
  whimbrel_pid=$!
  # A signal ends the wait, but not Whimbrel.
  while :; do
    before=$signals code=0
    wait "$whimbrel_pid" || code=$?
    ((signals > before)) || break
  done
  whimbrel_pid=''
  ((signals == 0)) || exit 130
  return "$code"
}

row() { printf '  %-8s %6s requests %6s refused   %6s s without an answer\n' "$1" "$(seen requests "$2")" "$(seen refused "$2")" "$(seen downSeconds "$2")"; }

write_configuration
start_clients
say "Four clients ask $site, 20 times a second each; the stack is samples/hosting/swarm/stack.yml."
for downtime in zero minimal full; do
  say ''
  say "\$ whimbrel migrate --downtime $downtime --yes"
  count before.json
  run migrate --downtime "$downtime" || die "whimbrel ended with exit status $?"
  sleep 1
  count "$downtime.json"
  cp "$(find state/runs -name record.md -printf '%T@ %p\n' | sort -rn | head -n 1 | cut -d' ' -f2)" "$downtime.md"
  if [[ $downtime != full ]]; then run rollback --to 20240201 --skip backup --quiet >rollback.log 2>&1 || die "the way back failed: $(cat rollback.log)"; fi
done

mkdir -p "$artifacts/demo/swarm"
cp ./*.md "$artifacts/demo/swarm/"
say ''
say 'What the clients saw of each migration:'
for downtime in zero minimal full; do row "$downtime" "$downtime.json"; done
say "The records: $artifacts/demo/swarm"
(($(seen refused zero.json) == 0)) || die 'a request was refused during the migration without downtime'
if ((wait_here)); then
  say ''
  say 'Everything stays up until Ctrl-C. To play with, in another terminal:'
  say "  $(printf %q "$whimbrel") status --config $work/whimbrel.yaml"
  say "  $(printf %q "$whimbrel") rollback --to 20240201 --config $work/whimbrel.yaml"
  say "  docker -H unix://$lab/1/docker.sock service ls"
  trap 'exit 0' INT TERM HUP
  while :; do sleep 1; done
fi
