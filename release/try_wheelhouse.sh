#!/usr/bin/env bash
# The program is installed from a wheelhouse, without a network, into a fresh environment of each Python, with what a server
# is reached by, and both commands run:
#   bash release/try_wheelhouse.sh WHEELHOUSE PYTHON…
set -euo pipefail

house=$(cd "$1" && pwd)
shift
[ $# -ge 1 ] || { echo "no Python to try it with" >&2; exit 2; }
for python in "$@"; do
    work=$(mktemp -d)
    began=$SECONDS
    "$python" -m venv "$work/venv"
    # an index that is nowhere: whatever is not in the wheelhouse is missed
    PIP_CONFIG_FILE=/dev/null PIP_NO_INDEX=1 "$work/venv/bin/pip" install --quiet --disable-pip-version-check \
        --no-index --find-links "$house" "frontpage-coding[server]"
    "$work/venv/bin/python" -c "import psycopg"
    took=$((SECONDS - began))
    sample=$(echo "$work"/venv/lib/python*/site-packages/frontpage_coding/resources/sample/sample_n041.csv)
    (cd "$work" && venv/bin/frontpage-coding check "$sample" --out out --as-of 2026-08-01 --jobs 1 >checked 2>&1) ||
        { cat "$work/checked"; exit 1; }
    ready=$(cd "$work" && QT_QPA_PLATFORM=offscreen FRONTPAGE_DB=$work/a.sqlite venv/bin/frontpage-coding-window --quit-when-ready)
    printf '%s: installed in %d s, check wrote %d findings, the window was ready in %s s\n' "$("$python" --version)" "$took" \
        "$(($(wc -l < "$work/out/findings.csv") - 1))" "$ready"
    rm -rf "$work"
done
