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

# shellcheck source=../demo-lib.sh
. "$sample/demo-lib.sh"

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
find_dotnet

work=$(mktemp -d /tmp/whimbrel-demo.XXXXXX)
cd "$work"

clean_up() {
  local status=$?
  trap - EXIT
  trap '' INT TERM HUP
  set +e
  end "$whimbrel_pid"
  end "$clients_pid"
  cd /
  rm -rf "$work"
  exit "$status"
}

heed_signals clean_up

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

# run ARGUMENT...: Whimbrel; after a signal the demo ends with it.
run() {
  local code=0
  run_whimbrel "$@" || code=$?
  ((!interrupted)) || exit 130
  return "$code"
}

row() { printf '  %-8s %6s requests %6s refused   %6s s without an answer\n' "$1" "$(seen requests "$2")" "$(seen refused "$2")" "$(seen downSeconds "$2")"; }

write_configuration
start_clients 4 20
say "Four clients ask $site, 20 times a second each; the stack is samples/hosting/swarm/stack.yml."
for downtime in zero minimal full; do
  say ''
  say "\$ whimbrel migrate --downtime $downtime --yes"
  count_anew before.json
  run migrate --downtime "$downtime" || die "whimbrel ended with exit status $?"
  sleep 1
  count_anew "$downtime.json"
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
