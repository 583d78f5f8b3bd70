#!/bin/sh
# Two network namespaces as two hosts: the scheduler and the command on one, the workers on the other, under TLS.
# As root: sh tools/try_two_hosts.sh [ROWS]. It ends what it has started and removes what it has made, and nothing else.
# The other host has not got the code table: it lies where only this mount namespace sees it.
set -eu

rows=${1:-2000}
python=${PYTHON:-python3}
tree=$(cd "$(dirname "$0")/.." && pwd)
here="frontpage-here-$$" there="frontpage-there-$$"
folder=$(mktemp -d /tmp/frontpage-hosts-XXXXXX)
started=""
PYTHONPATH="$tree" DASK_CONFIG="$folder/dask"
export PYTHONPATH DASK_CONFIG

clean() {
    for process in $started; do kill "$process" 2>/dev/null || true; done
    for process in $started; do wait "$process" 2>/dev/null || true; done
    ip netns del "$here" 2>/dev/null || true
    ip netns del "$there" 2>/dev/null || true
    rm -rf "$folder"
}
trap clean EXIT INT TERM

ip netns add "$here"
ip netns add "$there"
ip link add "fp-a-$$" netns "$here" type veth peer name "fp-b-$$" netns "$there"
ip -n "$here" addr add 10.99.0.1/24 dev "fp-a-$$"
ip -n "$there" addr add 10.99.0.2/24 dev "fp-b-$$"
for name in "$here" "$there"; do ip -n "$name" link set lo up; done
ip -n "$here" link set "fp-a-$$" up
ip -n "$there" link set "fp-b-$$" up

mkdir "$DASK_CONFIG" "$folder/private"
"$python" - "$folder" <<'PY'
import sys
from pathlib import Path

from distributed.security import Security

from tools.bench_check import write_rows

folder, made = Path(sys.argv[1]), Security.temporary()
(folder / "cert.pem").write_text(made.tls_ca_file)
(folder / "key.pem").touch(0o600)
(folder / "key.pem").write_text(made.tls_client_key)
both = f"{{cert: {folder}/cert.pem, key: {folder}/key.pem}}"
(folder / "dask" / "distributed.yaml").write_text(
    f"distributed:\n  comm:\n    require-encryption: true\n    tls:\n      ca-file: {folder}/cert.pem\n"
    + "".join(f"      {role}: {both}\n" for role in ("scheduler", "worker", "client"))
    + "  scheduler: {allowed-failures: 1}\n  worker:\n    memory: {target: false, spill: false, pause: false}\n"
)
PY

ip netns exec "$here" "$python" -m distributed.cli.dask_scheduler --protocol tls --host 10.99.0.1 --port 8786 \
    --no-dashboard --no-show >"$folder/scheduler.log" 2>&1 &
started="$started $!"
ip netns exec "$there" sh -c "cd / && exec $python -m distributed.cli.dask_worker tls://10.99.0.1:8786 --host 10.99.0.2 \
    --nworkers 2 --nthreads 1 --no-dashboard --local-directory $folder/there" >"$folder/workers.log" 2>&1 &
started="$started $!"

# from here on the pages and the table are seen by the command alone
unshare --mount --propagation private ip netns exec "$here" sh -eu -c '
    folder=$1 python=$2 tree=$3 rows=$4
    mount -t tmpfs tmpfs "$folder/private"
    cd "$folder/private"
    "$python" -c "
import sys
from pathlib import Path
from tools.bench_check import write_rows
write_rows(Path(\"pages.csv\"), int(sys.argv[1]))
Path(\"dx.csv\").write_text(\"编码,名称\nJ18.900,肺炎\nI10.x00,特发性高血压\n\", encoding=\"utf-8\")
" "$rows"
    words="check pages.csv --dx-table dx.csv --as-of 2026-11-01 --quiet"
    $python "$tree/main.py" $words --out alone --jobs 2
    $python "$tree/main.py" $words --out shared --cluster tls://10.99.0.1:8786
    for table in findings groups scores rejects; do cmp alone/$table.csv shared/$table.csv; done
    ls alone/*.csv >/dev/null
    echo "two hosts: $rows pages, the same to the byte"
' sh "$folder" "$python" "$tree" "$rows"

if ls "$folder/private" | grep -q .; then echo "the other host could see the pages" >&2; exit 1; fi
