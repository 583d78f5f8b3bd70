#!/usr/bin/env bash
# The side-car of compose.yaml: backup.sh each night at FRONTPAGE_AT (02:30); one that fails is told and tried again in an hour.
set -euo pipefail

at=${FRONTPAGE_AT:-02:30}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
trap 'exit 0' TERM INT
while true; do
    now=$(date +%s)
    next=$(date -d "today $at" +%s)
    [ "$next" -gt "$now" ] || next=$(date -d "tomorrow $at" +%s)
    sleep $((next - now)) & wait $!
    until bash "$here/backup.sh"; do
        echo "一小时以后再试。" >&2
        sleep 3600 & wait $!
    done
done
