#!/bin/bash
# The words of the official image: POSTGRES_USER, POSTGRES_DB, POSTGRES_PASSWORD and their _FILE forms, PGDATA,
# /docker-entrypoint-initdb.d, the user 999; 127.0.0.1 is trusted, every other address gives its password.
set -euo pipefail
data=${PGDATA:-/var/lib/postgresql/data}

value() {
  local file=$1_FILE
  if [[ -n ${!file:-} ]]; then cat "${!file}"; else printf '%s' "${!1:-${2:-}}"; fi
}

initialize() {
  local user database
  user=$(value POSTGRES_USER postgres)
  database=$(value POSTGRES_DB "$user")
  initdb -D "$data" -U "$user" --pwfile=<(value POSTGRES_PASSWORD) --auth=trust --encoding=UTF8 --locale=C.UTF-8
  printf 'host all all all scram-sha-256\n' >>"$data/pg_hba.conf"
  pg_ctl -D "$data" -w -o "-c listen_addresses=" start
  if [[ $database != postgres ]]; then createdb -U "$user" -O "$user" -- "$database"; fi
  local file
  for file in /docker-entrypoint-initdb.d/*.sql; do
    [[ ! -e $file ]] || psql -X -q -v ON_ERROR_STOP=1 -U "$user" -d "$database" -f "$file"
  done
  pg_ctl -D "$data" -m fast -w stop
}

if [[ ${1:-} == postgres && $(id -u) == 0 ]]; then
  mkdir -p "$data" /run/postgresql
  chown -R postgres:postgres "$data" /run/postgresql
  chmod 700 "$data"
  # The password is read as root: its secret is nobody else's.
  if [[ ! -s $data/PG_VERSION ]]; then
    POSTGRES_PASSWORD=$(value POSTGRES_PASSWORD)
    export POSTGRES_PASSWORD
    unset POSTGRES_PASSWORD_FILE
  fi
  exec setpriv --reuid=postgres --regid=postgres --clear-groups env HOME=/var/lib/postgresql "$0" "$@"
fi
if [[ ${1:-} == postgres ]]; then
  [[ -s $data/PG_VERSION ]] || initialize
  unset POSTGRES_PASSWORD
  set -- "$@" -D "$data" -c "listen_addresses=*"
fi
exec "$@"
