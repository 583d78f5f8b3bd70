#!/usr/bin/env bash
# From a tag to what is published: bash release/release.sh vX.Y.Z [--checked]
# A fresh clone of the tag is checked, then built: wheel, wheelhouse, set-up, portable folder and add-on for Windows, list
# of parts, sums. Everything lies in build/release/vX.Y.Z. --checked: .ci/run has passed on this commit already.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tag=${1:?release.sh vX.Y.Z}
checked=${2:-}
version=${tag#v}
began=$SECONDS
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
published=$root/build/release/$tag
out=$work/out # nothing stands there by halves
tree=$work/frontpage-coding

section() { printf '\n===== %s (%d s) =====\n' "$1" "$((SECONDS - began))"; }
failed() { printf '\n===== FAILED: %s =====\n' "$1" >&2; exit 1; }

section "a fresh clone of $tag"
git -C "$root" rev-parse -q --verify "refs/tags/$tag" >/dev/null || failed "there is no tag $tag"
git clone --quiet --branch "$tag" "$root" "$tree" 2>/dev/null || failed "git clone"
cd "$tree"
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
echo "$(git log -1 --format='%h %cs %s')"

section "what must be so before a release"
python3 -m venv "$work/venv"
python=$work/venv/bin/python
named=$($python -c 'import tomllib; print(tomllib.load(open("pyproject.toml", "rb"))["project"]["version"])')
[ "$named" = "$version" ] || failed "pyproject.toml says $named, the tag $version"
grep -qE "^## $version（[0-9]{4}-[0-9]{2}-[0-9]{2}）$" CHANGELOG.md || failed "CHANGELOG.md has no dated section $version"
[ -z "$(ls docs/changes/*.md 2>/dev/null)" ] || failed "docs/changes holds what is not in the changelog: see RELEASING.md"
echo "version, changelog: $version"
if [ "$checked" = --checked ]; then
    echo ".ci/run: passed before, as --checked says"
else
    bash .ci/run || failed ".ci/run"
fi
$python -m pip install --quiet --disable-pip-version-check -r release/tools.txt "$tree" || failed "the tools of a release"
bash release/try_upgrade.sh "$python" || failed "a store of 0.1.0 is not carried over"

mkdir -p "$out"
section "the wheel"
bash release/program_wheel.sh "$python" "$out"
ls "$out"

section "the set-up, the portable folder, the add-on of a department's seats"
# what was downloaded for an earlier build is looked at again, by its hash
mkdir -p build/windows
[ ! -d "$root/build/windows/downloads" ] || cp -r "$root/build/windows/downloads" build/windows/
bash release/windows/build.sh || failed "release/windows/build.sh"
for file in setup.exe portable.zip server-seat.zip; do cp "build/windows/frontpage-coding-$version-$file" "$out"; done

section "the wheelhouse"
PYTHON=$python bash release/wheelhouse.sh "$work/wheelhouse" || failed "the wheelhouse"
tar --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner -C "$work" -cf \
    "$out/frontpage-coding-$version-wheelhouse.tar" wheelhouse

section "what a department's server is set up with"
tar --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner -C release -czf \
    "$out/frontpage-coding-$version-server.tar.gz" --exclude=.shellcheckrc server

section "the manual, for a browser and for paper"
QT_QPA_PLATFORM=offscreen $python -m tools.build_manual --out "$work/manual" || failed "the manual"
cp "$work/manual/manual.pdf" "$out/frontpage-coding-$version-manual.pdf"
mv "$work/manual/html" "$work/manual/frontpage-coding-manual"
(cd "$work/manual" && $python -m zipfile -c "$out/frontpage-coding-$version-manual.zip" frontpage-coding-manual)

section "the list of parts and the sums"
$python -m release.sbom "$out/frontpage-coding-$version-parts.cdx.json" || failed "the list of parts"
(cd "$out" && sha256sum -- frontpage* > SHA256SUMS && cat SHA256SUMS && du -m -- *)

rm -rf "$published"
mkdir -p "$(dirname "$published")"
mv "$out" "$published"
section "done: build/release/$tag"
