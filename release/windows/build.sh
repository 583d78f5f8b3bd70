#!/usr/bin/env bash
# From official files to the set-up for Windows, on a Debian machine: see RELEASING.md. Prints sizes and times.
#   bash release/windows/build.sh [--stage-only]
# Everything is made below build/windows; what was downloaded there is used again, and checked again.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
here=$root/release/windows
build=$root/build/windows
stage_only=no
[ "${1:-}" = --stage-only ] && stage_only=yes
most_installed=200 most_setup=55 # megabytes
began=$SECONDS
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore PYTHONHASHSEED=0
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$root" log -1 --format=%ct 2>/dev/null || echo 1767225600)}
export SOURCE_DATE_EPOCH

section() { printf '\n===== %s (%d s) =====\n' "$1" "$((SECONDS - began))"; }
failed() { printf '\n===== FAILED: %s =====\n' "$1" >&2; exit 1; }

section "what the build needs"
packages=()
wanted() { command -v "$1" >/dev/null 2>&1 || packages+=("$2"); }
wanted makensis nsis
wanted osslsigncode osslsigncode
wanted openssl openssl
wanted git git
wanted pngquant pngquant
wanted zopflipng zopfli
python3 -c 'import venv, ensurepip' 2>/dev/null || packages+=(python3-venv)
if [ ${#packages[@]} -gt 0 ]; then
    echo "apt-get install ${packages[*]}"
    sudo=; [ "$(id -u)" -eq 0 ] || sudo=sudo
    $sudo apt-get update -qq || failed "apt-get update"
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -qq -y --no-install-recommends "${packages[@]}" >/dev/null ||
        failed "apt-get install ${packages[*]}"
fi
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || failed "Python 3.11 or later is needed"
mkdir -p "$build"
[ -x "$build/venv/bin/python" ] || python3 -m venv "$build/venv"
python=$build/venv/bin/python
"$python" -m pip install --quiet --require-hashes -r "$here/tools.txt" || failed "the tools of the build"
# Modules are compiled by a Python of the same version as the embedded one: the machine's own, or Debian 13's.
compiler=$(bash "$here/compiler.sh" "$build") || failed "no Python 3.13 to compile the modules with"
echo "nsis $(makensis -VERSION), $(osslsigncode --version | head -1 | sed 's/,.*//'), $("$python" --version), modules by $("$compiler" --version)"

section "the embedded Python"
mkdir -p "$build/archive"
"$python" -m pip download --quiet --no-deps --no-binary :all: --require-hashes -d "$build/archive" -r "$here/embedded.txt" ||
    failed "the archive of the embedded Python is not the one of embedded.txt"
rm -rf "$build/embedded"
"$python" -m release.windows.embedded "$build/archive" "$build/embedded" || failed "unpacking the embedded Python"
"$python" -m release.windows.signatures "$build/embedded" || failed "the signatures of the embedded Python"

section "the wheels"
rm -rf "$build/wheels"
mkdir -p "$build/downloads" "$build/wheels"
"$python" -m pip download --quiet --no-deps --require-hashes -d "$build/downloads" --find-links "$build/downloads" \
    --platform win_amd64 --python-version 3.13 --implementation cp --only-binary :all: -r "$here/lock.txt" ||
    failed "a wheel is not the one of lock.txt"
"$python" -m release.windows.locked_only "$build/downloads" "$build/wheels" || failed "the wheels of lock.txt"
bash "$root/release/program_wheel.sh" "$python" "$build/wheels" || failed "the wheel of the program"
ls "$build/wheels" | wc -l | xargs printf '%s wheels\n'

section "the installed tree"
"$python" -m release.windows.stage --build "$build" --compiler "$compiler" || failed "the installed tree"
installed=$(du -sb --apparent-size "$build/stage" | cut -f1)
[ "$installed" -le $((most_installed * 1000000)) ] || failed "installed: more than $most_installed MB"
[ $stage_only = no ] || { section "the installed tree lies in build/windows/stage"; exit 0; }

section "the set-up"
version=$("$python" -c "import tomllib; print(tomllib.load(open('$root/pyproject.toml', 'rb'))['project']['version'])")
output=$build/frontpage-coding-$version-setup.exe
(cd "$here" && makensis -V2 -INPUTCHARSET UTF8 -DVERSION="$version" -DSTAGE="$build/stage" -DOUTPUT="$output" \
    -DSIZE_KB="$((installed / 1024))" setup.nsi) || failed "makensis"
size=$(stat -c %s "$output")
printf 'set-up: %s.%s MB (at most %s), installed: %s MB (at most %s)\n' "$((size / 1000000))" "$((size / 100000 % 10))" \
    "$most_setup" "$((installed / 1000000))" "$most_installed"
[ "$size" -le $((most_setup * 1000000)) ] || failed "the set-up: more than $most_setup MB"
section "the portable folder"
portable=$build/frontpage-coding-$version-portable.zip
"$python" -m release.windows.portable "$build/stage" "$portable" || failed "the portable folder"
(cd "$build" && sha256sum "$(basename "$portable")" > "$(basename "$portable").sha256")
(cd "$build" && sha256sum "$(basename "$output")" | tee "$(basename "$output").sha256")

section "done: build/windows/$(basename "$output"), $(basename "$portable")"
