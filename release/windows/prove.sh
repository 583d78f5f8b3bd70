#!/usr/bin/env bash
# Proves the installed tree for Windows under Wine 10: see docs/windows.md. Needs root, debootstrap and Debian's packages.
#   bash release/windows/prove.sh [TREE] [CHROOT] [PART…]
# TREE: build/windows/stage, as build.sh lays it out. CHROOT: build/windows/chroot, made at the first run.
# PART: commands pictures screens start tests setup; all of them when none is named. 1: something is not as it should be.
# PYTHON: the interpreter of this machine, with the same libraries (default: python3).
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
proof=$root/release/windows/proof
tree=$(realpath "${1:-$root/build/windows/stage}")
chroot=$(realpath -m "${2:-$root/build/windows/chroot}")
shift $(($# < 2 ? $# : 2))
parts=("$@")
[ ${#parts[@]} -gt 0 ] || parts=(commands pictures screens start tests setup)
python=${PYTHON:-python3}
scratch=${PROOF_SCRATCH:-$root/build/windows/proof}
# shellcheck source=release/windows/proof/chroot.sh
. "$proof/chroot.sh"

section() { printf '\n===== %s (%s) =====\n' "$1" "$(date +%H:%M:%S)"; }
asked() { [[ " ${parts[*]} " == *" $1 "* ]]; }

[ -x "$(command -v unshare)" ] && [ "$(id -u)" = 0 ] || { echo "this needs root: it mounts in a chroot" >&2; exit 2; }
[ -e "$tree/python/python.exe" ] || { echo "no tree at $tree: bash release/windows/build.sh" >&2; exit 2; }

section "Debian 13 with Wine"
make_chroot "$chroot"

section "what is proved"
rm -rf "$scratch/tree" "$scratch/code" "$scratch/out" "$scratch/prefix" "$scratch/setup"
mkdir -p "$scratch/out/linux" "$scratch/setup" "$scratch/wheels"
cp -a "$tree" "$scratch/tree"
find "$root/build/windows" -maxdepth 1 -name '*setup*.exe' -exec cp {} "$scratch/setup" \; 2>/dev/null || true
mkdir "$scratch/code"
if git -C "$root" rev-parse --is-inside-work-tree >/dev/null 2>&1; then
    (cd "$root" && git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' file; do [ ! -e "$file" ] || printf '%s\0' "$file"; done |
        tar --null -T - -cf -) | tar -xf - -C "$scratch/code"
else
    (cd "$root" && tar --exclude=./build --exclude='__pycache__' --exclude=.venv -cf - .) | tar -xf - -C "$scratch/code"
fi
# Tests against the public tables are skipped where these are absent.
[ ! -d "$root/../shared/reference" ] || { mkdir -p "$scratch/shared"; cp -rn "$root/../shared/reference" "$scratch/shared/"; }
"$python" "$proof/terms.py" "$scratch/out/terms.csv"

if asked start; then
    rm -f "$scratch/pages.sqlite"
    "$python" "$proof/store.py" "$scratch/pages.sqlite"
fi
if asked tests; then
    # The interpreter and the libraries once more, with the tests' tools and the working copy before the program.
    rm -rf "$scratch/tests-tree"
    cp -a "$tree" "$scratch/tests-tree"
    grep -v '^#' "$proof/tools.txt" >"$scratch/tools.txt"
    # The tests press keys by Qt's own module for tests, which no user needs: it comes from the same wheel.
    qt=$(cd "$tree/lib" && echo PySide6_Essentials-*.dist-info | sed 's/.*-\([0-9.]*\)\.dist-info/\1/')
    "$python" -m pip download -q --no-deps --platform win_amd64 --python-version 313 --only-binary :all: \
        -d "$scratch/qt" "PySide6-Essentials==$qt"
    "$python" -c 'import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel:
    wheel.extractall(sys.argv[2], ["PySide6/QtTest.pyd", "PySide6/Qt6Test.dll"])' \
        "$scratch"/qt/*"$qt"*.whl "$scratch/tests-tree/lib"
    "$python" -m pip download -q --no-deps --platform win_amd64 --python-version 313 --only-binary :all: \
        -d "$scratch/wheels" -r "$scratch/tools.txt"
    for wheel in "$scratch"/wheels/*.whl; do "$python" -m zipfile -e "$wheel" "$scratch/tests-tree/tools"; done
    printf '%s\r\n' 'Z:\proof\code' '..\tools' >"$scratch/first.txt"
    cat "$scratch/first.txt" "$tree/python/python313._pth" >"$scratch/tests-tree/python/python313._pth"
fi

section "on this machine"
linux() { (cd "$root" && PYTHONPATH=$root "$python" main.py "$@" >/dev/null); }
if asked commands; then
    sample=$root/resources/sample/sample_n041.csv to=$scratch/out/linux
    linux check "$sample" --out "$to/check1" --jobs 1 --principals --suggestions --as-of 2026-12-01
    linux group "$sample" --out "$to/group.csv"
    linux suggest "$scratch/out/terms.csv" --kind dx --column raw --out "$to/suggest.csv"
    linux month "$sample" --period 2026-10 --out "$to/month" --as-of 2026-12-01
    linux check "$root/tests/data/files/n041.xlsx" --out "$to/workbook" --jobs 1 --as-of 2026-12-01
fi
if asked pictures; then linux screenshots "$scratch/out/linux-pictures"; fi

section "under Wine: ${parts[*]}"
in_chroot "$chroot" "$scratch" PROOF_TESTS="${PROOF_TESTS:-}" bash /proof/code/release/windows/proof/inside.sh "${parts[@]}" || true

section "judged"
"$python" "$proof/judge.py" "$scratch/out" "${parts[@]}"
