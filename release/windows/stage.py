"""The installed tree, laid out: embedded Python, libraries, program and starters.

``python -m release.windows.stage``, called by ``build.sh`` when Python and the wheels lie below the folder of the
build. The tree: ``python`` (as its maker has it, but for the list of folders it imports from), ``lib`` (libraries and
program), two starters, icon and licence. What was left out is said by ``trim.txt``.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from release.windows.libraries import unanswered_libraries
from release.windows.sizes import size_of, table_of_sizes
from release.windows.trim import read_list, trim

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
#: Where the embedded Python imports from: its own library, its own folder, ours. Nothing of the machine, no site.
IMPORTS = "python313.zip\n.\n..\\lib\n"
_PYTHON = "313"
#: Packages that keep their sources: ours, and those whose licence asks that users can change them. Of the others only
#: what is compiled is installed: half the files, 25 MB less.
_SOURCES = ("coding", "db", "ui", "frontpage_coding", "fpdf", "PySide6", "shiboken6")
#: Packages that their makers also test without the descriptions of their functions: 5 MB.
_WITHOUT_WORDS = ("numpy", "pandas")


def lay_out(build: Path, stage: Path, compiler: str) -> None:
    """Make the tree anew. ``compiler``: a Python of the same version as the embedded one. Raises what goes wrong."""
    if stage.exists():
        shutil.rmtree(stage)
    shutil.copytree(build / "embedded", stage / "python")
    (stage / "python" / f"python{_PYTHON}._pth").write_text(IMPORTS, encoding="ascii", newline="\r\n")
    lib = stage / "lib"
    _install(build / "wheels", lib)
    removed = trim(lib, read_list())
    shutil.copytree(HERE / "standins", lib, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    print(f"left out by trim.txt: {removed / 1e6:.1f} MB")
    _compile(lib, compiler)
    for starter in ("frontpage-coding.cmd", "frontpage-coding-window.pyw"):
        shutil.copy(HERE / "starters" / starter, stage)
    shutil.copy(HERE / "frontpage.ico", stage / "frontpage.ico")
    shutil.copy(ROOT / "LICENSE", stage / "LICENSE.txt")
    _no_library_is_missing(stage)
    _date(stage)


def _date(stage: Path) -> None:
    """Every file bears the moment of the release, so that the same tree gives the same set-up."""
    moment = int(os.environ.get("SOURCE_DATE_EPOCH", "1767225600"))
    for path in stage.rglob("*"):
        os.utime(path, (moment, moment))


def _install(wheels: Path, lib: Path) -> None:
    """Unpack the wheels, and nothing but them, as pip does."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-compile"]
    command += [
        "--no-warn-script-location",
        "--target",
        str(lib),
        "--platform",
        "win_amd64",
        "--python-version",
        _PYTHON,
    ]
    command += ["--implementation", "cp", "--only-binary", ":all:", *sorted(map(str, wheels.glob("*.whl")))]
    subprocess.run(command, check=True)


def _compile(lib: Path, compiler: str) -> None:
    """Every module ready for use, so that neither the first start nor a read-only stick costs time.

    The result is taken as it is, whatever the times of the files say: copying changes them. Lines are kept for the
    trace of an error, columns are not.
    """
    for path in sorted(lib.iterdir()):
        kept = path.name in _SOURCES
        command = [compiler, "-X", "no_debug_ranges", *(["-OO"] if path.name in _WITHOUT_WORDS else [])]
        command += ["-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash"]
        command += [*([] if kept else ["-b"]), "-s", str(lib), "-p", "lib", str(path)]
        if path.suffix == ".py" or path.is_dir():
            subprocess.run(command, check=True)
        if not kept:
            for source in [path] if path.suffix == ".py" else path.rglob("*.py"):
                source.unlink()
    if not any(lib.rglob(f"*.cpython-{_PYTHON}.pyc")):
        raise SystemExit(f"{compiler} is not the Python of the set-up ({_PYTHON})")


def _no_library_is_missing(stage: Path) -> None:
    missing = unanswered_libraries(stage)
    if missing:
        raise SystemExit("libraries that are neither in the set-up nor in Windows 10 1809:\n" + "\n".join(missing))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=Path, default=ROOT / "build" / "windows")
    parser.add_argument("--compiler", default="python3.13")
    options = parser.parse_args()
    stage = options.build / "stage"
    lay_out(options.build, stage, options.compiler)
    print(table_of_sizes(stage))
    print(f"installed: {size_of(stage) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
