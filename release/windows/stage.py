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
import tarfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from release.moment import moment_of_release
from release.windows.libraries import unanswered_libraries
from release.windows.sizes import size_of, table_of_sizes
from release.windows.trim import read_list, trim

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
#: Where the embedded Python imports from: its own library, its own folder, ours. Nothing of the machine, no site.
IMPORTS = "python313.zip\n.\n..\\lib\n"
_PYTHON = "313"
#: Packages that keep their sources where they are: their licence asks that users can change them.
_SOURCES = ("fpdf", "PySide6", "shiboken6")
#: Ours, whose sources lie in one file beside them. Of the others only what is compiled is installed: half the files.
OURS = ("coding", "db", "ui", "frontpage_coding")
SOURCE = "source.tar.xz"
#: Of the embedded Python, the list of its maker's installer. What speaks with other machines stays: fpdf asks for it
#: when it is loaded, though nothing is ever fetched.
_NOT_INSTALLED = ("python.cat",)
STARTERS = ("frontpage-coding.cmd", "frontpage-coding.py", "frontpage-coding-window.pyw")


def lay_out(build: Path, stage: Path, compiler: str) -> None:
    """Make the tree anew. ``compiler``: a Python of the same version as the embedded one. Raises what goes wrong."""
    if stage.exists():
        shutil.rmtree(stage)
    shutil.copytree(build / "embedded", stage / "python", ignore=shutil.ignore_patterns(*_NOT_INSTALLED))
    (stage / "python" / f"python{_PYTHON}._pth").write_text(IMPORTS, encoding="ascii", newline="\r\n")
    lib = stage / "lib"
    _install(build / "wheels", lib)
    removed = trim(lib, read_list())
    shutil.copytree(HERE / "standins", lib, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    print(f"left out by trim.txt: {removed / 1e6:.1f} MB")
    stamp = [
        sys.executable,
        str(ROOT / "tools" / "write_program_stamp.py"),
        str(lib / "frontpage_coding" / "resources"),
    ]
    subprocess.run(stamp, check=True)
    _keep_sources(lib, stage / SOURCE)
    _lighten_pictures(lib / "frontpage_coding" / "docs" / "manual" / "pictures")
    _compile(lib, compiler)
    for starter in STARTERS:
        shutil.copy(HERE / "starters" / starter, stage)
    shutil.copy(HERE / "frontpage.ico", stage / "frontpage.ico")
    shutil.copy(ROOT / "LICENSE", stage / "LICENSE.txt")
    _no_library_is_missing(stage)
    _date(stage)


def _date(stage: Path) -> None:
    """Every file bears the moment of the release, so that the same tree gives the same set-up."""
    moment = moment_of_release().timestamp()
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


def _keep_sources(lib: Path, archive: Path) -> None:
    """The sources of the program, which its licence promises, in one file: 1,500 small ones take long to install."""
    moment = int(moment_of_release().timestamp())
    with tarfile.open(archive, "w:xz", preset=9) as file:
        for path in sorted(path for name in OURS for path in (lib / name).rglob("*.py")):
            entry = tarfile.TarInfo(path.relative_to(lib).as_posix())
            entry.size, entry.mtime = path.stat().st_size, moment
            with path.open("rb") as content:
                file.addfile(entry, content)


def _lighten_pictures(folder: Path) -> None:
    """Pictures of the manual in 32 colours, pressed as far as a PNG can be: nothing else is as hard to press."""
    command = ["pngquant", "32", "--ext", ".png", "--force", "--skip-if-larger", "--strip", "--nofs", "--speed", "4"]
    done = subprocess.run([*command, *sorted(map(str, folder.glob("*.png")))], check=False)
    if done.returncode not in (0, 98):  # 98: one of them would have become larger, and was left as it is
        raise SystemExit(f"pngquant ended with {done.returncode}")
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(_press, sorted(folder.glob("*.png"))))


def _press(picture: Path) -> None:
    """The same picture in a tenth fewer bytes."""
    subprocess.run(["zopflipng", "-y", "--filters=0", str(picture), str(picture)], check=True, capture_output=True)


def _compile(lib: Path, compiler: str) -> None:
    """Every module ready for use, so that neither the first start nor a read-only stick costs time.

    The result is taken as it is, whatever the times of the files say: copying changes them. Lines are kept for the
    trace of an error, columns are not.
    """
    for path in sorted(lib.iterdir()):
        kept = path.name in _SOURCES
        command = [compiler, "-X", "no_debug_ranges", "-m", "compileall", "-q"]
        command += ["--invalidation-mode", "unchecked-hash"]
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
