#!/usr/bin/env bash
# Wheels for machines that have Python and no network: release/wheelhouse.sh FOLDER [TARGET…]
#   TARGET: linux-3.11 linux-3.12 linux-3.13 (x86-64, glibc 2.28 and later) windows-3.13; all of them where none is named
# Installed with the line that it prints. For Windows it holds the versions of the locks of release/windows, by their hashes;
# for each target also what a department's server is reached by ("frontpage-coding[server]").
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
[ $# -ge 1 ] || { echo "wheelhouse.sh FOLDER [TARGET…]" >&2; exit 2; }
house=$(mkdir -p "$1" && cd "$1" && pwd)
shift
[ $# -gt 0 ] || set -- linux-3.11 linux-3.12 linux-3.13 windows-3.13
python=${PYTHON:-python3}
export PIP_DISABLE_PIP_VERSION_CHECK=1

bash "$root/release/program_wheel.sh" "$python" "$house"
wheel=$(ls "$house"/frontpage_coding-*.whl | tail -1)
for target in "$@"; do
    version=${target#*-}
    case $target in
        windows-3.13)
            "$python" -m pip download --quiet --no-deps --require-hashes -d "$house" --platform win_amd64 \
                --python-version "$version" --implementation cp --only-binary :all: \
                -r "$root/release/windows/lock.txt" -r "$root/release/windows/server_seat_lock.txt" ;;
        linux-*)
            # a mark such as python_version is judged by pip for the Python it runs in: one of that version is asked
            "$python" "$root/release/wheels_for.py" "$wheel" "$version" "$house" ;;
        *) echo "unknown target: $target" >&2; exit 2 ;;
    esac
    echo "$target: $(ls "$house" | grep -c '\.whl$') wheels so far"
done
(cd "$house" && sha256sum -- *.whl > SHA256SUMS)
cat > "$house/INSTALL.txt" <<TEXT
python3 -m venv frontpage-coding && frontpage-coding/bin/pip install --no-index --find-links . frontpage-coding
py -m venv frontpage-coding && frontpage-coding\\Scripts\\pip install --no-index --find-links . frontpage-coding
TEXT
echo "$(du -sm "$house" | cut -f1) MB in $house; there, without a network:"
head -1 "$house/INSTALL.txt"
