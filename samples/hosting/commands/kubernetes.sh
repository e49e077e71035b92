#!/usr/bin/env bash
# kubernetes.sh stop | start REPLICAS | replicas
# The application as a deployment 'app', whose pods carry the label app=app, in the namespace NAMESPACE (hosting); stop
# ends when no pod is left, start when all are ready. Not run by the tests of this project. For whimbrel.yaml:
#   application:
#     commands:
#       stop: [/opt/hosting/kubernetes.sh, stop]
#       start: [/opt/hosting/kubernetes.sh, start, "{replicas}"]
#       replicas: [/opt/hosting/kubernetes.sh, replicas]
set -euo pipefail
kubectl=(kubectl --namespace "${NAMESPACE:-hosting}")
deployment=deployment/app label=app=app patience=120s

case ${1:-} in
  stop)
    "${kubectl[@]}" scale "$deployment" --replicas=0
    "${kubectl[@]}" wait --for=delete pod --selector="$label" --timeout="$patience"
    ;;
  start)
    "${kubectl[@]}" scale "$deployment" --replicas="${2:?how many}"
    "${kubectl[@]}" rollout status "$deployment" --timeout="$patience"
    ;;
  replicas) "${kubectl[@]}" get "$deployment" --output=jsonpath='{.spec.replicas}' ;;
  *) sed -n '2s/^# /usage: /p' "$0" >&2; exit 2 ;;
esac
