"""The exact wheels of the Windows set-up and of its add-on, each with its hash, made anew from pyproject.toml.

``python -m release.windows.lock [lock.txt | server_seat_lock.txt]`` asks the package index that pip is set up for and
writes the files, or the one that is named. It needs Python 3.11 or later with ``packaging``. The marks of a dependency
(``sys_platform == "win32"``) are judged for 64-bit Windows and CPython 3.13, whatever machine resolves them: pip itself
judges them for its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from release.windows.read_lock import LOCK, SEAT_LOCK, Locked, read_lock

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1] / "pyproject.toml"
CONSTRAINTS = HERE / "constraints.txt"

#: What stands behind the marks on the machine of a user.
TARGET = {
    "implementation_name": "cpython",
    "implementation_version": "3.13.2",
    "os_name": "nt",
    "platform_machine": "AMD64",
    "platform_python_implementation": "CPython",
    "platform_release": "10",
    "platform_system": "Windows",
    "platform_version": "10.0.17763",
    "python_full_version": "3.13.2",
    "python_version": "3.13",
    "sys_platform": "win32",
    "extra": "",
}
PLATFORM = ("--platform", "win_amd64", "--python-version", "3.13", "--implementation", "cp", "--only-binary", ":all:")

_HEAD = """\
# Made by release/windows/lock.py from pyproject.toml and constraints.txt. Exactly these versions were proved: see
# {}.
"""


def dependencies(project: Path = PROJECT) -> list[Requirement]:
    """What the program itself asks for on the machine of a user."""
    return wanted(_project(project)["dependencies"])


def of_a_server(project: Path = PROJECT) -> list[Requirement]:
    """What it asks for beside that where the store is a department's server."""
    return wanted(_project(project)["optional-dependencies"]["server"])


def _project(project: Path) -> dict[str, Any]:
    table: dict[str, Any] = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
    return table


def wanted(named: Iterable[str], extras: Iterable[str] = ()) -> list[Requirement]:
    """Those of the requirements that hold on the machine of a user, for one who asks for these extras."""
    asked = [Requirement(text) for text in named]
    marked = [{**TARGET, "extra": extra} for extra in ("", *extras)]
    return [one for one in asked if one.marker is None or any(map(one.marker.evaluate, marked))]


def unanswered(asked: Iterable[Requirement], locked: Iterable[Locked]) -> list[str]:
    """The requirements for which the lock has no version, or one out of their range."""
    versions = {canonicalize_name(one.name): Version(one.version) for one in locked}
    return [
        str(one)
        for one in asked
        if (held := versions.get(canonicalize_name(one.name))) is None or not one.specifier.contains(held)
    ]


def resolve(roots: Sequence[str]) -> dict[str, dict]:
    """What pip would install for the target: by name, as its report tells it."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed"]
        command += [*PLATFORM, "--target", folder, "--report", str(report), "--constraint", str(CONSTRAINTS), *roots]
        subprocess.run(command, check=True)
        rows = json.loads(report.read_text(encoding="utf-8"))["install"]
    return {canonicalize_name(row["metadata"]["name"]): row for row in rows}


def reached(roots: Iterable[Requirement], found: dict[str, dict]) -> tuple[dict[str, dict], set[str]]:
    """What the roots really need on the target, and the names of it that were not found."""
    kept: dict[str, dict] = {}
    missing: set[str] = set()
    waiting = list(roots)
    seen = set()
    while waiting:
        asked = waiting.pop()
        name = canonicalize_name(asked.name)
        if (name, *sorted(asked.extras)) in seen:
            continue
        seen.add((name, *sorted(asked.extras)))
        if name not in found:
            missing.add(name)
            continue
        kept[name] = found[name]
        waiting += wanted(found[name]["metadata"].get("requires_dist", ()), asked.extras)
    return kept, missing


def locked_for(roots: list[Requirement]) -> list[Locked]:
    """Resolve until nothing is missing: what only Windows asks for is found by its mark, and asked for by name."""
    named = [_unmarked(one) for one in roots]
    kept, missing = reached(roots, resolve(named))
    while missing:
        named += sorted(missing)
        kept, missing = reached(roots, resolve(named))
    return [_locked(kept[name]) for name in sorted(kept)]


def _unmarked(one: Requirement) -> str:
    extras = f"[{','.join(sorted(one.extras))}]" if one.extras else ""
    return f"{one.name}{extras}{one.specifier}"


def beside(locked: Iterable[Locked], set_up: Iterable[Locked]) -> list[Locked]:
    """Of what is locked for the add-on, that which the set-up has not."""
    there = {canonicalize_name(one.name) for one in set_up}
    return [one for one in locked if canonicalize_name(one.name) not in there]


def _locked(row: dict) -> Locked:
    archive = row["download_info"]["archive_info"]
    digest = archive.get("hashes", {}).get("sha256") or archive["hash"].removeprefix("sha256=")
    return Locked(row["metadata"]["name"], row["metadata"]["version"], (digest,))


def _write(path: Path, locked: list[Locked], proof: str) -> None:
    path.write_text(_HEAD.format(proof) + "".join(one.lines() for one in locked), encoding="utf-8")
    print(f"{path.name}: {len(locked)} wheels: " + ", ".join(f"{one.name} {one.version}" for one in locked))


def main() -> None:
    asked = sys.argv[1:] or [LOCK.name, SEAT_LOCK.name]
    if LOCK.name in asked:
        _write(LOCK, locked_for(dependencies()), "prove.sh")
    if SEAT_LOCK.name in asked:
        _write(SEAT_LOCK, beside(locked_for(of_a_server()), read_lock()), "try_setup.sh")


if __name__ == "__main__":
    main()
