"""The add-on of a department's seats: what the set-up lacks to speak with the server, as a .zip of one folder.

``python -m release.windows.server_seat WHEELS OUTPUT.zip``. The folder is put beside the program (``tree.py``): nothing
is run for that, and no administrator is needed. Sources stay, as its licence asks. The same wheels give the same bytes.
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from release.moment import moment_of_release
from release.windows.tree import SEAT, SEAT_LIBRARIES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
README = "先读我.txt"
_TEXTS = ROOT / "resources" / "licences" / "texts"
#: What stands in no wheel: the licences of what psycopg-binary brings, and the one that the LGPL refers to.
LICENCES = {
    "libpq.txt": _TEXTS / "libpq.txt",
    "openssl.txt": _TEXTS / "openssl.txt",
    "gpl-3.0.txt": ROOT / "LICENSE",
}


def contents(wheels: Iterable[Path]) -> dict[str, bytes]:
    """Every file of the folder by its name in the .zip, in order. Raises ValueError for what only pip can lay out."""
    readme = (HERE / "server_seat_readme.txt").read_text(encoding="utf-8").replace("\n", "\r\n")
    found = {f"{SEAT}/{README}": readme.encode("utf-8-sig")}  # for the editor of an older Windows
    found |= {f"{SEAT}/licences/{name}": path.read_bytes() for name, path in LICENCES.items()}
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            for name in archive.namelist():
                if name.partition("/")[0].endswith(".data"):
                    raise ValueError(f"{wheel.name}: {name} is not laid out by unpacking")
                if not name.endswith("/"):
                    found[f"{SEAT}/{SEAT_LIBRARIES}/{name}"] = archive.read(name)
    return dict(sorted(found.items()))


def write(wheels: Iterable[Path], output: Path, moment: datetime) -> int:
    """Write the .zip; the number of files."""
    files = contents(wheels)
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, moment.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return len(files)


def main() -> None:
    wheels, output = Path(sys.argv[1]), Path(sys.argv[2])
    count = write(sorted(wheels.glob("*.whl")), output, moment_of_release())
    print(f"add-on of a department's seats: {count} files, {output.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
