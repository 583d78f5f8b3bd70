"""The exact wheels of the Windows set-up, each with its hash: ``lock.txt``, made anew from pyproject.toml.

``python -m release.windows.lock`` asks the package index that pip is set up for and writes the file. It needs Python
3.11 or later with ``packaging``. The marks of a dependency (``sys_platform == "win32"``) are judged for 64-bit Windows
and CPython 3.13, whatever machine resolves them: pip itself judges them for its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from release.windows.read_lock import LOCK, Locked

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
# prove.sh.
"""


def dependencies(project: Path = PROJECT) -> list[Requirement]:
    """What the program itself asks for on the machine of a user."""
    named = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["dependencies"]
    return wanted(named)


def wanted(named: Iterable[str]) -> list[Requirement]:
    """Those of the requirements that hold on the machine of a user."""
    all_of_them = [Requirement(text) for text in named]
    return [one for one in all_of_them if one.marker is None or one.marker.evaluate(TARGET)]


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
    while waiting:
        name = canonicalize_name(waiting.pop().name)
        if name in kept or name in missing:
            continue
        if name not in found:
            missing.add(name)
            continue
        kept[name] = found[name]
        waiting += wanted(found[name]["metadata"].get("requires_dist", ()))
    return kept, missing


def locked_for(roots: list[Requirement]) -> list[Locked]:
    """Resolve until nothing is missing: what only Windows asks for is found by its mark, and asked for by name."""
    named = [f"{one.name}{one.specifier}" for one in roots]
    kept, missing = reached(roots, resolve(named))
    while missing:
        named += sorted(missing)
        kept, missing = reached(roots, resolve(named))
    return [_locked(kept[name]) for name in sorted(kept)]


def _locked(row: dict) -> Locked:
    archive = row["download_info"]["archive_info"]
    digest = archive.get("hashes", {}).get("sha256") or archive["hash"].removeprefix("sha256=")
    return Locked(row["metadata"]["name"], row["metadata"]["version"], (digest,))


def main() -> None:
    locked = locked_for(dependencies())
    LOCK.write_text(_HEAD + "".join(one.lines() for one in locked), encoding="utf-8")
    print(f"{len(locked)} wheels: " + ", ".join(f"{one.name} {one.version}" for one in locked))


if __name__ == "__main__":
    main()
