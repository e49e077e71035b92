#!/usr/bin/env bash
# swarm.sh up | node2 | stop-engine [N] | start-engine [N] | status | down
# A real Docker engine in swarm mode with the stack of samples/hosting/swarm, without any image registry.
# up            starts what does not run, deploys the stack, and waits until the site answers
# node2         a second engine, which joins as a worker; remove-node2 takes it away
# stop-engine   ends an engine as an operator's restart does; start-engine starts it again
# down          removes the stack, the engines and everything that they made
# Each engine has namespaces for its network, mounts and host name, so that this machine's own network stays as it is.
# The images hold an entry point and no programs: those are this machine's, whose /usr every container sees, read-only.
# SWARM_LAB is the folder for everything (/var/lib/whimbrel-swarm). Ends with 3, and says why, where no engine can run.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
lab=${SWARM_LAB:-/var/lib/whimbrel-swarm}
stack=hosting cgroup=whimbrel-swarm
images=127.0.0.1:1/hosting            # nobody listens there: an engine that looks for a newer image is done at once
export DOCKER_HOST=unix://$lab/1/docker.sock DOCKER_CLI_HINTS=false DOCKER_CONFIG=$lab/client
site=http://198.51.100.11

say() { printf '%s\n' "$*" >&2; }
die() { say "swarm.sh: $*"; exit 1; }
cannot() { say "swarm.sh: no Docker engine can run here: $*"; exit 3; }

# await SECONDS WHAT COMMAND...: waits until a command succeeds.
await() {
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    if ((SECONDS >= end)); then
      tell
      die "not in time: $what (logs in $lab)"
    fi
    sleep 0.2
  done
}

# tell: what there is to see where the stack does not come up; the folder may be gone by the time that somebody reads of it.
tell() {
  local service container
  {
    runs 1 || return 0
    on 1 stack ps --no-trunc "$stack"
    for service in nginx app postgres; do
      echo "-- the last words of $service"
      timeout 10 docker service logs --tail 8 "${stack}_$service"
    done
    echo "-- the site"
    curl -sv -m 5 "$site/health"
    nsenter --net=/run/netns/whimbrel-1 sh -c 'ip -br addr; iptables -t nat -S'
    for container in $(on 1 ps -q -f "name=${stack}_nginx"); do
      on 1 exec "$container" getent ahosts app
      on 1 exec "$container" curl -sv -m 5 http://app:8080/health
    done
    echo "-- the engine"
    tail -n 20 "$lab/1/engine.log"
    uptime
  } >&2 2>&1 || true
}

assert_possible() {
  [[ $(id -u) == 0 ]] || cannot "it needs root"
  [[ -w /sys/fs/cgroup ]] || cannot "/sys/fs/cgroup is not writable"
  grep -qw overlay /proc/filesystems || modprobe overlay 2>/dev/null || cannot "the kernel has no overlay file system"
  ip link add whimbrel-try type bridge 2>/dev/null || cannot "network interfaces cannot be made (CAP_NET_ADMIN)"
  ip link del whimbrel-try
  local program
  for program in dockerd docker ip iptables nginx curl /usr/lib/postgresql/15/bin/postgres; do
    type -P "$program" >/dev/null || cannot "$program is missing"
  done
  [[ -x $root/artifacts/samples/application/Hosting.Application ]] || die "the sample application is not built: './build.sh test' does it"
}

# ---- engines

# on N COMMAND...: docker on one of the engines.
on() { docker -H "unix://$lab/$1/docker.sock" "${@:2}"; }

runs() { [[ -s $lab/$1/pid && $(cat "/proc/$(<"$lab/$1/pid")/comm" 2>/dev/null) == dockerd ]]; }

# This machine to the first engine, and that to the second. No bridge of this machine's: its firewall may stop what
# one forwards.
address() { case $1 in 1) echo 198.51.100.11 ;; 2) echo 192.0.2.12 ;; esac; }

make_network() {
  [[ ! -e /run/netns/whimbrel-$1 ]] || return 0
  ip netns add "whimbrel-$1"
  if [[ $1 == 1 ]]; then
    ip link add whimbrel0 type veth peer name eth0 netns whimbrel-1
    ip addr add 198.51.100.1/24 dev whimbrel0
    ip link set whimbrel0 up
    connect 1 198.51.100.1
  else
    ip -n whimbrel-1 link add eth1 type veth peer name eth0 netns whimbrel-2
    ip -n whimbrel-1 addr add 192.0.2.1/24 dev eth1
    ip -n whimbrel-1 link set eth1 up
    # A tunnel takes packets of a node's own address alone.
    ip -n whimbrel-1 route replace 192.0.2.0/24 dev eth1 src "$(address 1)"
    connect 2 192.0.2.1
  fi
}

# connect N GATEWAY: the engine's own end.
connect() {
  ip -n "whimbrel-$1" addr add "$(address "$1")/24" dev eth0
  ip -n "whimbrel-$1" link set eth0 up
  ip -n "whimbrel-$1" link set lo up
  ip -n "whimbrel-$1" route add default via "$2"
}

# answering N: the name server in the engine's network.
answering() { [[ -s $lab/$1/names.pid && $(cat "/proc/$(<"$lab/$1/names.pid")/comm" 2>/dev/null) == perl ]]; }

start_names() {
  ! answering "$1" || return 0
  setsid nsenter --net="/run/netns/whimbrel-$1" perl "$here/no-such-name.pl" "$(address "$1")" >>"$lab/$1/names.log" 2>&1 </dev/null &
  echo $! >"$lab/$1/names.pid"
}

start_engine() {
  ! runs "$1" || return 0
  mkdir -p "$lab/$1" "$lab/client"
  make_network "$1"
  start_names "$1"
  rm -f "$lab/$1/pid" "$lab/$1"/*.sock "$lab/$1/dockerd.pid"
  printf "{}\n" >"$lab/$1/engine.json"
  # shellcheck disable=SC2016 # the inner shell's own arguments
  setsid nsenter --net="/run/netns/whimbrel-$1" unshare --mount --uts bash -c 'hostname "node$1"; echo $$ >"$2/pid"; exec dockerd "${@:3}"' - "$1" "$lab/$1" \
    --config-file "$lab/$1/engine.json" --data-root "$lab/$1/data" --exec-root "$lab/$1/run" --pidfile "$lab/$1/dockerd.pid" -H "unix://$lab/$1/docker.sock" \
    --cgroup-parent "$cgroup" --bridge none --dns "$(address "$1")" --storage-driver overlay2 --default-address-pool "base=172.31.$((128 + 32 * $1)).0/19,size=24" \
    --shutdown-timeout 10 --log-level warn >>"$lab/$1/engine.log" 2>&1 </dev/null &
  await 40 "engine $1 answers" on "$1" version
}

stop_engine() {
  runs "$1" || return 0
  local pid
  pid=$(<"$lab/$1/pid")
  kill "$pid"
  for ((i = 0; i < 200; i++)); do
    runs "$1" || return 0
    sleep 0.1
  done
  say "engine $1 ($pid) did not stop within 20 s and is killed"
  kill -KILL "$pid"
}

# ---- images

import_images() {
  ! on "$1" image inspect "$images-postgres:15" "$images-nginx:1" "$images-app:1" >/dev/null 2>&1 || return 0
  local files=$lab/$1/image
  rm -rf "$files"
  mkdir -p "$files"/{etc/nginx/conf.d,usr,proc,sys,dev,run/postgresql,tmp,root,srv,opt,docker-entrypoint-initdb.d} \
    "$files"/var/{tmp,log/nginx,lib/nginx,lib/postgresql/data}
  ln -s usr/bin usr/sbin usr/lib usr/lib64 "$files/"
  ln -s ../run "$files/var/run"
  cp -a /etc/alternatives "$files/etc/"
  cp "$here/nginx.conf" "$files/etc/nginx/nginx.conf"
  install -m 755 "$here/postgres-entrypoint.sh" "$files/docker-entrypoint.sh"
  printf '%s\n' root:x:0:0:root:/root:/bin/bash postgres:x:999:999::/var/lib/postgresql:/bin/bash www-data:x:33:33::/var/www:/usr/sbin/nologin >"$files/etc/passwd"
  printf '%s\n' root:x:0: postgres:x:999: www-data:x:33: >"$files/etc/group"
  printf 'hosts: files dns\n' >"$files/etc/nsswitch.conf"
  chmod 1777 "$files/tmp" "$files/var/tmp"
  import "$1" postgres:15 'ENTRYPOINT ["/docker-entrypoint.sh"]' 'CMD ["postgres"]' 'ENV PGDATA=/var/lib/postgresql/data PG_MAJOR=15'
  import "$1" nginx:1 'CMD ["nginx", "-g", "daemon off;"]'
  import "$1" app:1 'ENV DOTNET_ROOT=/opt/dotnet' 'WORKDIR /srv/app' 'CMD ["/srv/app/Hosting.Application"]'
  rm -rf "$files"
}

import() {
  local changes=(-c 'ENV PATH=/usr/lib/postgresql/15/bin:/usr/local/bin:/usr/sbin:/usr/bin LANG=C.UTF-8') change
  for change in "${@:3}"; do changes+=(-c "$change"); done
  tar -C "$lab/$1/image" --numeric-owner --owner=0 --group=0 -cf - . | on "$1" import "${changes[@]}" - "$images-$2" >/dev/null
}

# ---- the swarm and its stack

join_swarm() {
  [[ $(on "$1" info -f '{{.Swarm.LocalNodeState}}') != active ]] || return 0
  local own here
  own=$(address "$1")
  here=(--advertise-addr "$own" --listen-addr "$own:2377" --data-path-addr "$own")
  if [[ $1 == 1 ]]; then
    on 1 swarm init "${here[@]}" --default-addr-pool 10.210.0.0/16 --default-addr-pool-mask-length 24 --task-history-limit 3 >/dev/null
  else
    on "$1" swarm join "${here[@]}" --token "$(on 1 swarm join-token -q worker)" "$(address 1):2377" >/dev/null
  fi
}

write_secrets() {
  [[ ! -e $lab/secrets/pgpass ]] || return 0
  local password
  password=$(od -An -N18 -tx1 /dev/urandom | tr -d ' \n')
  (
    umask 077
    mkdir -p "$lab/secrets"
    printf '%s' "$password" >"$lab/secrets/postgres"
    printf 'postgres:5432:hosting_db:hosting_user:%s\n' "$password" >"$lab/secrets/pgpass"
  )
}

# The tasks of before make a roll-out look complete: its own status counts, too.
settled() {
  ! on 1 stack services -q "$stack" | xargs docker service inspect -f '{{with .UpdateStatus}}{{.State}}{{end}}' | grep -qE 'updating|rollback_started' &&
    ! on 1 stack services "$stack" --format '{{.Replicas}}' | awk '{split($1, a, "/"); if (a[1] != a[2]) bad = 1} END {exit !bad}'
}

deploy() {
  mkdir -p "$lab/conf.d" "$lab/faults"
  chmod 777 "$lab/faults"             # for the server's user, too
  cp -n "$root/samples/hosting/swarm/default.conf" "$lab/conf.d/default.conf"
  write_secrets
  local dotnet=${DOTNET_ROOT:-}
  [[ -n $dotnet ]] || dotnet=$(dirname "$(readlink -f "$(type -P dotnet)")")
  LAB=$lab SAMPLE=$root/samples/hosting APPLICATION=$root/artifacts/samples/application DOTNET=$dotnet \
    POSTGRES_IMAGE=$images-postgres:15 NGINX_IMAGE=$images-nginx:1 APP_IMAGE=$images-app:1 \
    HTTP_PORT=80 NGINX_CONF=$lab/conf.d SECRETS=$lab/secrets \
    on 1 stack deploy --resolve-image never --prune -c "$root/samples/hosting/swarm/stack.yml" -c "$here/lab.yml" "$stack" >"$lab/deploy.log" 2>&1 ||
    { cat "$lab/deploy.log" >&2; die "the stack cannot be deployed"; }
  await 90 "every service has its replicas" settled
  await 90 "$site/health answers" curl -fs -m 3 "$site/health"
}

# ---- verbs

# An engine's network may come up wrong: what began from nothing gets a second try, and what was seen of the first is said.
up() {
  assert_possible
  local again=0 ended
  [[ -e $lab ]] || again=1
  set +e
  (set -e; start_stack)
  ended=$?
  set -e
  [[ $ended != 0 ]] || return 0
  [[ $again == 1 ]] || exit "$ended"
  say "swarm.sh: once more, from nothing"
  down
  start_stack
}

start_stack() {
  mkdir -p "$lab"
  start_engine 1
  import_images 1
  join_swarm 1
  deploy
}

node2() {
  start_engine 2
  import_images 2
  join_swarm 2
}

status() {
  on 1 node ls
  on 1 stack ps "$stack"
}

remove_engine() {
  if runs "$1"; then on "$1" swarm leave --force >/dev/null 2>&1 || true; fi
  stop_engine "$1"
  if answering "$1"; then kill "$(<"$lab/$1/names.pid")"; fi
  [[ ! -e /run/netns/whimbrel-$1 ]] || ip netns del "whimbrel-$1"
  rm -rf "${lab:?}/$1"
}

remove_node2() {
  remove_engine 2
  await 30 "node2 is down" is_down node2
  on 1 node rm --force node2 >/dev/null
}

is_down() { [[ $(on 1 node inspect -f '{{.Status.State}}' "$1") == down ]]; }

down() {
  if runs 1; then on 1 stack rm "$stack" >/dev/null 2>&1 || true; fi
  remove_engine 2
  remove_engine 1
  end_containers
  rm -rf "$lab"
}

# What an engine that was killed left running: whatever stands in the control groups of these engines' containers.
end_containers() {
  local procs
  while read -r procs; do
    while read -r pid; do kill -KILL "$pid" 2>/dev/null || true; done <"$procs"
  done < <(find /sys/fs/cgroup -path "*/$cgroup/*" -name cgroup.procs 2>/dev/null)
  find /sys/fs/cgroup -depth -type d \( -path "*/$cgroup" -o -path "*/$cgroup/*" \) -exec rmdir {} + 2>/dev/null || true
}

case ${1:-} in
  up | node2 | remove-node2 | status | down) "${1/-/_}" ;;
  stop-engine | start-engine) "${1/-/_}" "${2:-1}" ;;
  *) sed -n '2,/^set /s/^# //p' "$0" >&2; exit 2 ;;
esac
