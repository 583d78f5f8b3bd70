#!/usr/bin/env bash
# The set-up is tried under Wine: install, run, upgrade while it runs and while it does not, refuse old Windows, uninstall;
# with the add-on of a department's seat put beside it by hand, as its users do.
#   bash release/windows/try_setup.sh SETUP.EXE [PORTABLE.ZIP [SERVER-SEAT.ZIP]]
# where wine (10 or later) and, for the window of the portable folder, a display are; a prefix of its own is made.
set -euo pipefail

setup=$1 portable=${2:-} seat=${3:-}
began=$SECONDS
scratch=$(mktemp -d)
export WINEPREFIX=${WINEPREFIX:-$scratch/prefix} WINEDEBUG=-all WINEDLLOVERRIDES='mscoree,mshtml=;winemenubuilder.exe=d'
export LC_ALL=zh_CN.UTF-8
trap 'wineserver -k 2>/dev/null || true; rm -rf "$scratch"' EXIT

told() { printf '%-6s %4d s  %s\n' "$1" "$((SECONDS - began))" "$2"; }
failed() { told FAILED "$1"; exit 1; }
# expect CODE WHAT COMMAND…: the exit code that a command must end with, and what it means when it does not
expect() {
    local wanted=$1 what=$2 answer=0
    shift 2
    "$@" >"$scratch/out" 2>&1 || answer=$?
    [ "$answer" -eq "$wanted" ] || failed "$what (exit code $answer, not $wanted)"
}
uninstall() { wine "$installed/uninstall.exe" /S "_?=$(winepath -w "$installed")"; }

wineboot --init >/dev/null 2>&1
told made "a Windows of its own ($(wine --version))"
local_data=$(wine cmd /c 'echo %LOCALAPPDATA%' 2>/dev/null | tr -d '\r')
home=$(winepath -u "$local_data")
installed=$home/Programs/frontpage-coding data=$home/frontpage-coding
in_windows() { wine "$installed/python/python.exe" -X utf8 "$@"; }
unpack() { python3 -c 'import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])' "$1" "$2"; }
reaches_a_server() { in_windows -c 'import psycopg; print(psycopg.__version__, psycopg.pq.__impl__)' 2>/dev/null | tr -d '\r'; }

for version in win7 win81; do
    wine winecfg -v "$version" >/dev/null 2>&1
    expect 3 "$version is not refused" wine "$setup" /S
    [ ! -e "$installed" ] || failed "something was copied on $version"
    told refused "$version, nothing copied"
done
wine winecfg -v win10 >/dev/null 2>&1
key='HKLM\Software\Microsoft\Windows NT\CurrentVersion'
build=$(wine reg query "$key" /v CurrentBuildNumber 2>/dev/null | grep -oE '[0-9]{5}' | head -1)
wine reg add "$key" /v CurrentBuildNumber /d 17134 /f >/dev/null 2>&1
wineserver -w
expect 3 "Windows 10 of before 1809 is not refused" wine "$setup" /S
[ ! -e "$installed" ] || failed "something was copied on Windows 10 of before 1809"
told refused "Windows 10 build 17134 (1803), nothing copied"
wine reg add "$key" /v CurrentBuildNumber /d "$build" /f >/dev/null 2>&1
wineserver -w
told seen "Windows 10 build $build"
if WINEPREFIX=$scratch/32 WINEARCH=win32 wineboot --init >/dev/null 2>&1; then
    WINEPREFIX=$scratch/32 expect 3 "a 32-bit Windows is not refused" wine "$setup" /S
    told refused "a 32-bit Windows"
    WINEPREFIX=$scratch/32 wineserver -k
else
    told skipped "a 32-bit Windows: this wine has none"
fi

start=$SECONDS
expect 0 "install" wine "$setup" /S
told ok "installed in $((SECONDS - start)) s: $(du -sm --apparent-size "$installed" | cut -f1) MB"
wine reg query 'HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\frontpage-coding' /v DisplayVersion >"$scratch/out" 2>&1 ||
    failed "no entry among the installed programs"
told ok "entry among the installed programs: $(grep -o 'REG_SZ.*' "$scratch/out" | tr -d '\r')"
version=$(in_windows -m frontpage_coding.main --version 2>/dev/null | tr -d '\r')
told ok "the command line answers: $version"

mkdir -p "$data"
echo kept > "$data/mark.txt"
touch "$scratch/running"
in_windows -c 'import time; print("up", flush=True); time.sleep(600)' >"$scratch/running" 2>/dev/null &
until grep -q up "$scratch/running"; do sleep 0.2; done
expect 4 "a running program is not noticed" wine "$setup" /S
[ -e "$installed/python/python.exe" ] && [ -e "$installed/lib/coding" ] || failed "the program that runs was damaged"
told refused "an upgrade while the program runs; the program is whole"
expect 4 "uninstall while it runs" uninstall
[ -e "$installed/python/python.exe" ] || failed "the program that runs was removed"
told refused "an uninstall while the program runs"
wineserver -k
wait || true

if [ -n "$seat" ]; then
    [ -z "$(reaches_a_server)" ] || failed "there is a psycopg before the add-on"
    unpack "$seat" "$installed"
    [[ $(reaches_a_server) = *binary ]] || failed "the add-on of a seat is not found"
    told ok "the add-on beside the program is found: psycopg $(reaches_a_server)"
fi
touch "$installed/lib/coding/left_over.py"
start=$SECONDS
expect 0 "upgrade" wine "$setup" /S
[ ! -e "$installed/lib/coding/left_over.py" ] || failed "a file of the version before was left"
[ "$(cat "$data/mark.txt")" = kept ] || failed "the data was touched"
told ok "upgraded in place in $((SECONDS - start)) s, old files gone, data untouched"
if [ -n "$seat" ]; then
    [[ $(reaches_a_server) = *binary ]] || failed "the upgrade took the add-on"
    told ok "the add-on is still there"
    mv "$installed/server-seat/cp313" "$installed/server-seat/cp312"
    expect 0 "upgrade beside an add-on of another Python" wine "$setup" /S
    [ ! -e "$installed/server-seat" ] || failed "an add-on of another Python was left"
    told ok "one of another Python is gone after an upgrade"
    unpack "$seat" "$installed"
fi

expect 0 "uninstall" uninstall
rest=$(find "$installed" -type f ! -name uninstall.exe 2>/dev/null | head -5)
[ -z "$rest" ] || failed "left behind: $rest"
[ "$(cat "$data/mark.txt")" = kept ] || failed "the uninstaller took the data"
if wine reg query 'HKCU\Software\Classes\FrontpageCoding.Rules' >/dev/null 2>&1; then failed "an association was left"; fi
told ok "uninstalled; the data is still there"

[ -n "$portable" ] || exit 0
rm -rf "$data"
stick="$scratch/便携 盘"
unpack "$portable" "$stick"
folder="$stick/frontpage-coding"
printf 'raw\n阑尾炎\n' > "$scratch/names.csv"
export FRONTPAGE_DB='Z:\nowhere\a.sqlite'
cd "$scratch"
expect 0 "the portable command line" wine cmd /c "$(winepath -w "$folder/frontpage-coding.cmd")" \
    suggest names.csv --kind dx --column raw --out codes.csv
grep -q K37 codes.csv || failed "the portable command line suggests nothing"
expect 0 "the portable window" wine cmd /c "$(winepath -w "$folder/启动.cmd")" --sample --quit-when-ready
for _ in $(seq 120); do [ -e "$folder/data/frontpage-coding/frontpage-sample.sqlite" ] && break; sleep 1; done
wineserver -w
[ -e "$folder/data/frontpage-coding/frontpage-sample.sqlite" ] || failed "the portable window keeps nothing in its folder"
[ ! -e "$data" ] || failed "the portable folder left something on the machine: $(find "$data" | head -3)"
told ok "portable folder, in a path with Chinese and a space: everything lies in it, nothing on the machine"
