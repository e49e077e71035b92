#!/usr/bin/env bash
# systemd.sh stop | start REPLICAS | replicas
# The application as units of one template, hosting-app@1, hosting-app@2, …; stop ends when none runs. For whimbrel.yaml:
#   application:
#     commands:
#       stop: [/opt/hosting/systemd.sh, stop]
#       start: [/opt/hosting/systemd.sh, start, "{replicas}"]
#       replicas: [/opt/hosting/systemd.sh, replicas]
# SYSTEMCTL may be 'systemctl --user', or 'ssh app1 systemctl'.
set -euo pipefail
read -ra systemctl <<<"${SYSTEMCTL:-systemctl}"
unit=hosting-app

case ${1:-} in
  stop) "${systemctl[@]}" stop "$unit@*" ;;
  start) for ((i = 1; i <= ${2:?how many}; i++)); do "${systemctl[@]}" start "$unit@$i"; done ;;
  replicas) "${systemctl[@]}" list-units --state=active --plain --no-legend "$unit@*" | wc -l ;;
  *) sed -n '2s/^# /usage: /p' "$0" >&2; exit 2 ;;
esac
