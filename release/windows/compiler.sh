#!/usr/bin/env bash
# Prints the path of a Python 3.13: PYTHON313, one of the machine, Debian's package, or one in a small Debian 13 of its own.
set -euo pipefail
build=$1

runs() { "$@" -c 'import sys, compileall; sys.exit(sys.version_info[:2] != (3, 13))' >/dev/null 2>&1; }

for one in ${PYTHON313:-} python3.13 python3 "$HOME"/.pyenv/versions/3.13*/bin/python3.13 "$build/debian13/python3.13"; do
    if runs "$one"; then command -v "$one"; exit 0; fi
done
sudo=; [ "$(id -u)" -eq 0 ] || sudo=sudo
if apt-cache show python3.13-minimal >/dev/null 2>&1; then
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -qq -y --no-install-recommends python3.13 >&2
    command -v python3.13
    exit 0
fi
echo "no Python 3.13 here: a small Debian 13 is laid out below $build" >&2
command -v debootstrap >/dev/null || DEBIAN_FRONTEND=noninteractive $sudo apt-get install -qq -y debootstrap >&2
# the mirror that this machine itself uses
mirror=$(apt-cache policy | grep -oE 'https?://[^ ]+ ' | grep -v security | head -1 | tr -d ' ')
$sudo debootstrap --variant=minbase --include=python3.13-minimal,libpython3.13-stdlib trixie "$build/debian13/root" "$mirror" >&2
cat > "$build/debian13/python3.13" <<STARTER
#!/bin/sh
root=$build/debian13/root
libs=\$root/usr/lib/x86_64-linux-gnu
PYTHONHOME=\$root/usr exec "\$libs/ld-linux-x86-64.so.2" --library-path "\$libs" "\$root/usr/bin/python3.13" "\$@"
STARTER
chmod +x "$build/debian13/python3.13"
runs "$build/debian13/python3.13"
echo "$build/debian13/python3.13"
