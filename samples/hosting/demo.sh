#!/usr/bin/env bash
# demo.sh [--no-wait] [--keep]
# Migrates a throwaway copy of the runbook's example while clients use it, and says what they noticed.
# --no-wait  ends after the migration; else everything stays up to be played with, until Ctrl-C
# --keep     leaves the work folder, with all logs
# shellcheck disable=SC2317 # traps call functions that it believes unreachable
set -euo pipefail
sample=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$sample/../.." && pwd)
artifacts=$root/artifacts
whimbrel=$artifacts/whimbrel/whimbrel
application=$artifacts/samples/application/Hosting.Application
quoted=$(printf %q "$whimbrel")    # as it is pasted into a shell
load=$artifacts/samples/clients/Hosting.Clients
postgres=/usr/lib/postgresql/15/bin
nginx=/usr/sbin/nginx

# shellcheck source=demo-lib.sh
. "$sample/demo-lib.sh"

wait_here=1 keep=0
for option in "$@"; do
  case $option in
    --no-wait) wait_here=0 ;;
    --keep) keep=1 ;;
    *) sed -n '2,5s/^# //p' "$0" >&2; exit 2 ;;
  esac
done
for program in "$whimbrel" "$application" "$load" "$postgres/initdb" "$nginx" /usr/bin/curl; do
  [[ -x $program ]] || die "$program is missing; './build.sh demo' makes or installs it"
done

find_dotnet

work=$(mktemp -d /tmp/whimbrel-demo.XXXXXX)
chmod 755 "$work"
cd "$work"
server_started=0 nginx_pid='' pause_pid='' dashboard_pid=''

# ---- the end, however it comes

clean_up() {
  local status=$?
  trap - EXIT
  trap '' INT TERM HUP
  set +e
  end "$whimbrel_pid"
  end "$pause_pid"
  end "$dashboard_pid"
  end "$clients_pid"
  copy_records
  end "$nginx_pid"
  if [[ -e app.env ]]; then ./app.sh stop; fi
  if ((server_started)); then as_postgres "$postgres/pg_ctl" stop -D postgres/data -m fast -w >/dev/null; fi
  cd /
  if ((keep)); then say "The work folder is kept: $work"; else rm -rf "$work"; fi
  exit "$status"
}

# The records outlive the work folder.
copy_records() {
  local record run
  for record in state/runs/*/record.* state/runs/*/report.html; do
    [[ -e $record ]] || continue
    run=$(basename "$(dirname "$record")")
    mkdir -p "$artifacts/demo/runs/$run"
    cp "$record" "$artifacts/demo/runs/$run/"
  done
}

heed_signals clean_up

# ---- the beginning

# A port below the range from which the kernel takes ports for outgoing connections.
free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 12000))
    [[ " $* " != *" $port "* ]] || continue
    (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  echo "$port"
}

random_password() { od -An -N18 -tx1 /dev/urandom | tr -d ' \n'; }

# PostgreSQL refuses to run as root.
as_postgres() {
  if [[ $(id -u) == 0 ]]; then setpriv --reuid=postgres --regid=postgres --init-groups "$@"; else "$@"; fi
}

# Passwords stand in files, never on a command line, where 'ps' would show them.
write_passwords() {
  local mine theirs
  mine=$(random_password) theirs=$(random_password)
  (
    umask 077
    printf '%s' "$theirs" >password
    printf '127.0.0.1:%s:*:hosting_user:%s\n' "$database_port" "$theirs" >pgpass
    printf '127.0.0.1:%s:*:postgres:%s\n' "$database_port" "$mine" >admin.pgpass
    mkdir -m 755 postgres
    printf '%s\n' "$mine" >postgres/password
  )
  if [[ $(id -u) == 0 ]]; then chown -R postgres:postgres postgres; fi
}

start_server() {
  as_postgres "$postgres/initdb" -D postgres/data -U postgres --pwfile=postgres/password --auth=scram-sha-256 \
    --encoding=UTF8 --locale=C.UTF-8 >initdb.log 2>&1 || failed 'initdb failed' "$work/initdb.log"
  as_postgres tee -a postgres/data/postgresql.conf >/dev/null <<CONF
listen_addresses = '127.0.0.1'
port = $database_port
unix_socket_directories = '$work/postgres'
shared_preload_libraries = 'pg_stat_statements'
fsync = on
CONF
  as_postgres "$postgres/pg_ctl" start -D postgres/data -l postgres/server.log -w >initdb.log 2>&1 ||
    failed 'PostgreSQL did not start' "$work/postgres/server.log"
  server_started=1
}

# psql_as USER PASSFILE DATABASE [OPTION...]
psql_as() {
  PGPASSFILE=$work/$2 "$postgres/psql" -X -q -w -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$database_port" -U "$1" -d "$3" "${@:4}" \
    >>psql.log 2>&1 || failed 'the database could not be made' "$work/psql.log"
}

# CREATEDB lets hosting_user restore a backup beside the database; pg_monitor shows it the sessions of others.
make_database() {
  psql_as postgres admin.pgpass postgres <<SQL
CREATE ROLE hosting_user LOGIN CREATEDB PASSWORD '$(cat password)' IN ROLE pg_monitor;
CREATE DATABASE hosting_db OWNER hosting_user;
SQL
  psql_as postgres admin.pgpass hosting_db <<<'CREATE EXTENSION pg_stat_statements;'
  psql_as hosting_user pgpass hosting_db -f "$sample/schema.sql"
  rm -f admin.pgpass postgres/password
}

start_application() {
  cp "$sample/app.sh" app.sh
  cat >app.env <<ENV
APPLICATION=$(printf %q "$(readlink -f "$application")")
export DOTNET_ROOT=$(printf %q "$DOTNET_ROOT")
export ASPNETCORE_URLS=http://127.0.0.1:$application_port
export HOSTING_DATABASE='host=127.0.0.1 port=$database_port dbname=hosting_db user=hosting_user'
export PGPASSFILE=$work/pgpass
ENV
  ./app.sh start
}

start_nginx() {
  mkdir -p nginx/temp nginx/conf.d
  sed -e "s|@FOLDER@|$work|g; s|@PORT@|$site_port|g; s|@APPLICATION_PORT@|$application_port|g" \
    "$sample/nginx.conf.template" >nginx/nginx.conf
  setsid "$nginx" -p "$work/nginx/" -e "$work/nginx/error.log" -c "$work/nginx/nginx.conf" </dev/null >nginx/output.log 2>&1 &
  nginx_pid=$!
}

await_health() {
  for ((i = 0; i < 150; i++)); do
    if curl -fs -m 2 -o health.json "$site/health"; then return 0; fi
    kill -0 "$nginx_pid" 2>/dev/null || failed 'nginx did not start' "$work/nginx/error.log"
    [[ $(./app.sh replicas) == 1 ]] || failed 'the application did not start' "$work/application.log"
    sleep 0.2
  done
  failed "$site/health did not answer 200 within 30 s" "$work/application.log"
}

write_configuration() {
  cp -r "$sample/migrations" migrations
  mkdir backups
  cat >whimbrel.yaml <<YAML
database:
  url: postgresql://hosting_user@127.0.0.1:$database_port/hosting_db
  password_file: $work/password
migrations:
  path: $work/migrations
backup:
  path: $work/backups
  minimum_free: 5%      # enough for this demo on anybody's disk; a production server keeps 30 %
application:
  health: $site/health
  endpoints: [ $site/api/version, $site/api/users/1/preferences ]
  commands:
    stop: [ $work/app.sh, stop ]
    start: [ $work/app.sh, start ]
    replicas: [ $work/app.sh, replicas ]
  proxy:
    maintenance_file: $work/nginx/conf.d/maintenance.conf
    reload: [ $nginx, -p, $work/nginx/, -e, $work/nginx/error.log, -c, $work/nginx/nginx.conf, -s, reload ]
watch:
  for: 10s
  every: 2s
record:
  log: $work/database-migrations.log
  history: $work/database-schema-history.md
state:
  path: $work/state
YAML
}

# The address holds the token that lets a browser in.
start_dashboard() {
  (umask 077 && exec setsid "$whimbrel" dashboard --json --config "$work/whimbrel.yaml" </dev/null >dashboard.json 2>dashboard.log) &
  dashboard_pid=$!
  for ((i = 0; i < 100; i++)); do
    dashboard=$(sed -nE 's/.*"url": *"([^"]+)".*/\1/p' dashboard.json 2>/dev/null) || true
    [[ -z $dashboard ]] || return 0
    kill -0 "$dashboard_pid" 2>/dev/null || break
    sleep 0.1
  done
  failed 'the dashboard did not start' "$work/dashboard.log"
}

# ---- the migration

describe() {
  cat <<TEXT

A throwaway copy of the runbook's example is up, in $work:
  the database     127.0.0.1:$database_port, hosting_db, PostgreSQL 15, 120,000 users, schema version 20240201
  the application  $site, through nginx ($site/api/users/1/preferences)
  the clients      6, each sending 40 requests a second; what they see: $work/clients.json
  the dashboard    $dashboard
  the logs         application.log, nginx/error.log, postgres/server.log in that folder

The pending migration is 20240215_add_user_preferences: a new table, filled from users, while the clients go on.

\$ whimbrel migrate --config $work/whimbrel.yaml --yes --watch 10s --set watch.every=2s

TEXT
}

count_row() {
  local at
  at=$(seen slowestAt "$2")
  printf '  %-22s %7s requests %6s refused   half within %6.1f ms   99 %% within %7.1f ms   slowest %8.1f ms at %s UTC\n' \
    "$1" "$(seen requests "$2")" "$(seen refused "$2")" "$(seen p50Ms "$2")" "$(seen p99Ms "$2")" "$(seen slowestMs "$2")" "${at:11:8}"
}

# summarize CODE: what a person wants to know of the migration that ended with this exit code.
summarize() {
  say ''
  say 'What the clients saw:'
  count_row 'before the migration' before.json
  count_row 'during and after it' during.json
  if (($(seen refused during.json))); then
    say 'The last refused requests:'
    sed -n '/"lastErrors"/,/\]/s/^ *"\(20.*\)",\{0,1\}$/  \1/p' during.json
  fi
  say ''
  if (($1 == 0)); then
    say "The way back:   $quoted rollback --to 20240201 --config $work/whimbrel.yaml"
  else
    say "Whimbrel ended with exit status $1."
    say "What is left:   $quoted status --config $work/whimbrel.yaml"
  fi
  if (((!wait_here || interrupted) && !keep)); then
    say '                (without --no-wait the database stays up for that; now it goes away)'
  fi
  show_record
}

show_record() {
  copy_records
  local latest
  # shellcheck disable=SC2012 # the names are Whimbrel's own, and only the time tells which is the latest
  latest=$(ls -td state/runs/*/ 2>/dev/null | head -n 1) || true
  [[ -n $latest && -e ${latest}record.md ]] || return 0
  rm -f "$artifacts"/demo/record.* "$artifacts"/demo/report.html
  cp "$latest"record.* "$latest"report.html "$artifacts/demo/"
  say "The record:     $artifacts/demo/report.html, record.md and record.json (those of later runs: $artifacts/demo/runs)"
}

invite() {
  cat <<TEXT

Everything stays up until Ctrl-C, the dashboard too: $dashboard
To play with, in another terminal:
  $quoted status --config $work/whimbrel.yaml
  $quoted rollback --to 20240201 --config $work/whimbrel.yaml
  $quoted migrate --config $work/whimbrel.yaml --watch 10s
  $quoted watch --for 30s --every 2s --config $work/whimbrel.yaml
  curl -s $site/api/users/1/preferences
  PGPASSFILE=$work/pgpass psql -h 127.0.0.1 -p $database_port -U hosting_user hosting_db
  cat $work/clients.json
TEXT
}

pause() {
  setsid sleep infinity </dev/null &
  pause_pid=$!
  wait "$pause_pid" || true
}

database_port=$(free_port)
application_port=$(free_port "$database_port")
site_port=$(free_port "$database_port" "$application_port")
site=http://127.0.0.1:$site_port
rm -rf "$artifacts/demo"

say 'Starting PostgreSQL, the application, nginx and the clients …'
write_passwords
start_server
make_database
start_application
start_nginx
await_health
write_configuration
start_dashboard
start_clients 6 40
sleep 3
describe
count_anew before.json

code=0
run_whimbrel migrate --watch 10s --set watch.every=2s || code=$?
# One more report: the clients write it twice a second.
sleep 1
cp clients.json during.json
summarize "$code"

refused=$(($(seen refused before.json) + $(seen refused during.json)))
if ((code == 0 && refused > 0)); then code=1; fi
if ((wait_here && !interrupted)); then
  invite
  trap 'exit "$code"' INT TERM HUP
  pause
fi
exit "$code"
