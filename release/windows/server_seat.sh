#!/usr/bin/env bash
# The add-on of a department's seats, by itself or for build.sh: bash release/windows/server_seat.sh [PYTHON]
# PYTHON: one with tools.txt (build/windows/venv). Wheels and the .zip with its sum lie in build/windows.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
here=$root/release/windows
build=$root/build/windows
python=${1:-$build/venv/bin/python}
wheels=$build/server-seat-wheels
lock=$here/server_seat_lock.txt
tree=$build/server-seat-tree
export PIP_DISABLE_PIP_VERSION_CHECK=1
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$root" log -1 --format=%ct 2>/dev/null || echo 1767225600)}
export SOURCE_DATE_EPOCH

rm -rf "$wheels" "$tree"
mkdir -p "$build/downloads" "$wheels"
"$python" -m pip download --quiet --no-deps --require-hashes -d "$build/downloads" --find-links "$build/downloads" \
    --platform win_amd64 --python-version 3.13 --implementation cp --only-binary :all: -r "$lock"
"$python" -m release.windows.locked_only "$lock" "$build/downloads" "$wheels"

version=$("$python" -c "import tomllib; print(tomllib.load(open('$root/pyproject.toml', 'rb'))['project']['version'])")
output=$build/frontpage-coding-$version-server-seat.zip
"$python" -m release.windows.server_seat "$wheels" "$output"
# every library that a file of it asks for is in it, in the embedded Python or in Windows 10 1809
"$python" -m zipfile -e "$output" "$tree"
"$python" -m release.windows.libraries "$tree" "$build/embedded"
rm -rf "$tree"
(cd "$build" && sha256sum "$(basename "$output")" | tee "$(basename "$output").sha256")
