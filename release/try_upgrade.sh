#!/usr/bin/env bash
# A store of version 0.1.0 is made by the code of 0.1.0 and opened by today's: what was carried over is printed.
#   bash release/try_upgrade.sh [PYTHON]     a Python with the program's libraries; exit 1 where anything was lost
# Where the tag is missing, the commit that 0.1.0 was is taken from the history.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
python=${1:-python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
first=$(git -C "$root" rev-parse -q --verify 'v0.1.0^{commit}' || git -C "$root" rev-parse -q --verify '55fb1bcb^{commit}') ||
    { echo "the history does not reach back to 0.1.0" >&2; exit 2; }
mkdir "$work/old" "$work/data"
git -C "$root" archive "$first" | tar -xf - -C "$work/old"
store=$work/data/frontpage.sqlite

told() { (cd "$work" && "$python" "$root/release/upgrade/tell.py" "$1" "$store" > "$2"); }
(cd "$work" && "$python" "$root/release/upgrade/write_old.py" "$work/old" "$store")
told "$work/old" "$work/before.json"
echo "made by 0.1.0 ($(git -C "$root" log -1 --format='%h, %cs' "$first")): $(stat -c %s "$store") bytes"
told "$root" "$work/after.json"
(cd "$root" && "$python" -m release.upgrade.compare "$work/before.json" "$work/after.json")
kept=$(find "$work/data" -name '*.bak*.sqlite' | wc -l)
[ "$kept" -ge 1 ] || { echo "no copy of the old file was left beside the new one" >&2; exit 1; }
echo "the file as it was before stands beside it ($kept copy)"
(cd "$root" && "$python" main.py verify "$store") || { echo "the upgraded file does not stand up to verify" >&2; exit 1; }
