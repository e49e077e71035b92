# shellcheck shell=bash disable=SC2034,SC2154 # sourced: the demos set $whimbrel, $load, $site and $work, and read the rest
# What the demos share: the clients and what they report, and Whimbrel, whose signals are its own.

clients_pid='' whimbrel_pid='' interrupted=0 signals=0

say() { printf '%s\n' "$*"; }
die() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; exit 1; }

# failed TEXT LOG: ends the demo with the last lines of what the culprit wrote.
failed() {
  printf '\n--- the end of %s\n' "$2" >&2
  tail -n 20 "$2" >&2 || true
  printf -- '---\n' >&2
  die "$1"
}

# The sample programs look for the .NET runtime in a few places only, and not along PATH.
find_dotnet() {
  local dotnet
  dotnet=$(command -v dotnet || true)
  if [[ -z ${DOTNET_ROOT:-} && -n $dotnet ]]; then DOTNET_ROOT=$(dirname "$(readlink -f "$dotnet")"); fi
  export DOTNET_ROOT=${DOTNET_ROOT:-}
}

# end PID: ends a process that this script started, and waits for it.
end() {
  [[ -n $1 ]] || return 0
  kill -TERM "$1" 2>/dev/null
  wait "$1" 2>/dev/null
}

# A signal while Whimbrel works is Whimbrel's: it goes back, says so, and only then does the demo end.
interrupt() {
  interrupted=1 signals=$((signals + 1))
  if [[ -n $whimbrel_pid ]]; then kill "-$1" "$whimbrel_pid" 2>/dev/null || true; else exit 130; fi
}

# heed_signals FUNCTION: which ends everything.
heed_signals() {
  # shellcheck disable=SC2064 # the function's name is known now
  trap "$1" EXIT
  trap 'interrupt INT' INT
  trap 'interrupt TERM' TERM HUP
}

# start_clients CLIENTS PER_SECOND: they report to clients.json.
start_clients() {
  setsid "$load" --url "$site" --clients "$1" --per-second "$2" --users 120000 --report clients.json </dev/null >clients.log 2>&1 &
  clients_pid=$!
  for ((i = 0; i < 100; i++)); do
    [[ ! -e clients.json ]] || return 0
    kill -0 "$clients_pid" 2>/dev/null || break
    sleep 0.1
  done
  failed 'the clients did not start' "$work/clients.log"
}

# count_anew FILE: the clients begin a new count without a pause in what they send; the old one goes into FILE.
count_anew() {
  rm -f clients.json.previous
  kill -HUP "$clients_pid"
  for ((i = 0; i < 50; i++)); do
    if [[ -e clients.json.previous ]]; then mv clients.json.previous "$1"; return 0; fi
    sleep 0.1
  done
  failed 'the clients do not report' "$work/clients.log"
}

# seen KEY FILE: a value of the clients' report.
seen() { sed -nE "s/^ *\"$1\": \"?([^\",]*)\"?,?\$/\1/p" "$2"; }

# run_whimbrel ARGUMENT...: in a session of its own, so that Ctrl-C reaches it once and by 'interrupt' alone. A shell
# without job control makes its background programs ignore SIGINT: env takes that back.
run_whimbrel() {
  local code=0 before
  setsid env --default-signal=INT,QUIT "$whimbrel" "$@" --config "$work/whimbrel.yaml" --yes <&0 &
  whimbrel_pid=$!
  # A signal ends the wait, but not Whimbrel.
  while :; do
    before=$signals code=0
    wait "$whimbrel_pid" || code=$?
    ((signals > before)) || break
  done
  whimbrel_pid=''
  return "$code"
}
