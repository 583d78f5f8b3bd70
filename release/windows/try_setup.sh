#!/usr/bin/env bash
# The set-up is tried under Wine: install, run, upgrade while it runs and while it does not, refuse old Windows, uninstall.
#   bash release/windows/try_setup.sh SETUP.EXE     where wine (10 or later) is on the path; a prefix of its own is made
set -euo pipefail

setup=$1
began=$SECONDS
scratch=$(mktemp -d)
export WINEPREFIX=${WINEPREFIX:-$scratch/prefix} WINEDEBUG=-all WINEDLLOVERRIDES='mscoree,mshtml=;winemenubuilder.exe=d'
export LC_ALL=zh_CN.UTF-8
trap 'wineserver -k 2>/dev/null || true; rm -rf "$scratch"' EXIT

told() { printf '%-6s %4d s  %s\n' "$1" "$((SECONDS - began))" "$2"; }
failed() { told FAILED "$1"; exit 1; }
# the exit code of a command, which may be another than 0
code() { local answer=0; "$@" >"$scratch/out" 2>&1 || answer=$?; echo "$answer"; }

wineboot --init >/dev/null 2>&1
told made "a Windows of its own ($(wine --version))"
local_data=$(wine cmd /c 'echo %LOCALAPPDATA%' 2>/dev/null | tr -d '\r')
home=$(winepath -u "$local_data")
installed=$home/Programs/frontpage-coding data=$home/frontpage-coding
in_windows() { wine "$installed/python/python.exe" -X utf8 "$@"; }

for version in win7 win81; do
    wine winecfg -v "$version" >/dev/null 2>&1
    [ "$(code wine "$setup" /S)" -eq 3 ] || failed "$version is not refused"
    [ ! -e "$installed" ] || failed "something was copied on $version"
    told refused "$version, nothing copied"
done
wine winecfg -v win10 >/dev/null 2>&1
key='HKLM\Software\Microsoft\Windows NT\CurrentVersion'
build=$(wine reg query "$key" /v CurrentBuild 2>/dev/null | grep -oE '[0-9]{5}' | head -1)
told seen "Windows 10 build $build"

start=$SECONDS
[ "$(code wine "$setup" /S)" -eq 0 ] || failed "install"
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
[ "$(code wine "$setup" /S)" -eq 4 ] || failed "a running program is not noticed"
[ -e "$installed/python/python.exe" ] && [ -e "$installed/lib/coding" ] || failed "the program that runs was damaged"
told refused "an upgrade while the program runs; the program is whole"
[ "$(code wine "$installed/uninstall.exe" /S "_?=$(winepath -w "$installed")")" -eq 4 ] || failed "uninstall while it runs"
[ -e "$installed/python/python.exe" ] || failed "the program that runs was removed"
told refused "an uninstall while the program runs"
wineserver -k
wait || true

touch "$installed/lib/coding/left_over.py"
start=$SECONDS
[ "$(code wine "$setup" /S)" -eq 0 ] || failed "upgrade"
[ ! -e "$installed/lib/coding/left_over.py" ] || failed "a file of the version before was left"
[ "$(cat "$data/mark.txt")" = kept ] || failed "the data was touched"
told ok "upgraded in place in $((SECONDS - start)) s, old files gone, data untouched"

[ "$(code wine "$installed/uninstall.exe" /S "_?=$(winepath -w "$installed")")" -eq 0 ] || failed "uninstall"
rest=$(find "$installed" -type f ! -name uninstall.exe 2>/dev/null | head -5)
[ -z "$rest" ] || failed "left behind: $rest"
[ "$(cat "$data/mark.txt")" = kept ] || failed "the uninstaller took the data"
if wine reg query 'HKCU\Software\Classes\FrontpageCoding.Rules' >/dev/null 2>&1; then failed "an association was left"; fi
told ok "uninstalled; the data is still there"
