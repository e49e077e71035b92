#!/usr/bin/env bash
# runbook-downtime.sh SCRIPT MAINTENANCE_FILE DOCKER_HOST SITE
# A migration with full downtime by hand, as it is done command by command: the page, a forced update of the proxy, the
# application to 0 and a look every five seconds, psql in the container, 30 s for the application's start, the page away.
set -euo pipefail
script=$1 page=$2 site=$4
export DOCKER_HOST=$3
service=hosting_app
postgres() { docker ps -q -f name=hosting_postgres; }

cat >"$page" <<'CONF'
server {
    listen 80 default_server;
    server_name _;
    location / { return 503; }
}
CONF
docker service update --force hosting_nginx
curl -sI "$site/" || true

replicas=$(docker service ls --filter "name=$service" --format '{{.Replicas}}' | cut -d/ -f2)
docker service scale "$service=0"
while [[ $(docker service ps "$service" --filter desired-state=running -q | wc -l) -gt 0 ]]; do sleep 5; done

docker exec -i "$(postgres)" psql -U hosting_user -d hosting_db \
  -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'hosting_db' AND pid <> pg_backend_pid() AND usename = current_user"
docker cp "$script" "$(postgres):/tmp/"
docker exec -i "$(postgres)" psql -U hosting_user -d hosting_db --set ON_ERROR_STOP=1 --echo-all -f "/tmp/$(basename "$script")"
docker exec -i "$(postgres)" psql -U hosting_user -d hosting_db -c '\d+ user_preferences'

docker service scale "$service=$replicas"
sleep 30
rm "$page"
docker service update --force hosting_nginx
curl -f "$site/health"
