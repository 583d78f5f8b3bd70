"""The portable folder: the installed tree as a .zip, with starters that keep everything inside the folder.

``python -m release.windows.portable STAGE OUTPUT.zip``. The same tree gives the same bytes.
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from release.moment import moment_of_release

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

_STARTERS = Path(__file__).resolve().parent / "starters" / "portable"
#: The folder in the .zip, and what stands in it in the stead of the installed starters.
FOLDER = "frontpage-coding"
OWN = {"启动.cmd": "start.cmd", "frontpage-coding.cmd": "frontpage-coding.cmd", "先读我.txt": "readme.txt"}


def files_of(stage: Path) -> Iterator[tuple[str, Path]]:
    """Every file of the portable folder by its name there, in order."""
    found = {path.relative_to(stage).as_posix(): path for path in stage.rglob("*") if path.is_file()}
    found |= {name: _STARTERS / source for name, source in OWN.items()}
    yield from sorted(found.items())


def write(stage: Path, output: Path, moment: datetime) -> int:
    """Write the .zip; the number of files."""
    when = moment.timetuple()[:6]
    count = 0
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, path in files_of(stage):
            entry = zipfile.ZipInfo(f"{FOLDER}/{name}", when)
            entry.compress_type = zipfile.ZIP_DEFLATED
            content = path.read_bytes()
            if path == _STARTERS / "readme.txt":  # for the editor of an older Windows
                content = b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n")
            archive.writestr(entry, content)
            count += 1
    return count


def main() -> None:
    stage, output = Path(sys.argv[1]), Path(sys.argv[2])
    count = write(stage, output, moment_of_release())
    print(f"portable folder: {count} files, {output.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
