"""Files inside a .zip: unpacked to a folder of their own, within bounds."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from coding.base.errors import UnusableInputError
from coding.base.nameless_file import finish, nameless_file
from coding.base.private_folder import PrivateFolder

if TYPE_CHECKING:
    from collections.abc import Sequence

_SUFFIXES = frozenset({".csv", ".txt", ".xlsx", ".xlsm", ".xls", ".dbf", ".json", ".xml", ".tsv"})
#: What goes with a table and is no file of its own: the memos of a .dbf.
_BESIDE = frozenset({".dbt", ".fpt"})
_MOST_FILES = 200
_MOST_BYTES = 2 << 30
#: Text of tables shrinks some ten- to fiftyfold; what shrinks more was made to fill a disk.
_MOST_RATIO = 400
_RATIO_FROM = 64 << 20


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The files of an archive; they live as long as this does. ``names`` as they stand in the archive.

    ``held``: where the system has files without a name, what is unpacked is in these, and gone with the process.
    """

    folder: PrivateFolder
    held: tuple[IO[bytes], ...]
    files: tuple[Path, ...]
    names: tuple[str, ...]
    passed_over: tuple[str, ...]


def is_archive(path: Path) -> bool:
    """True for a .zip that is no workbook."""
    try:
        with path.open("rb") as file:
            if file.read(4) not in (b"PK\x03\x04", b"PK\x05\x06"):
                return False
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, LookupError, EOFError, NotImplementedError, RuntimeError):
        return path.suffix.lower() == ".zip"
    except OSError as error:
        if error.errno is not None:
            raise
        return path.suffix.lower() == ".zip"
    return not any(name == "[Content_Types].xml" or name.startswith("xl/") for name in names)


def unpack(path: Path) -> Unpacked:
    """Unpack the tables of an archive. Raises UnusableInputError for what is damaged, locked or without bound."""
    folder = PrivateFolder()
    try:
        with zipfile.ZipFile(path) as archive:
            return _unpacked(path, archive, folder)
    except UnusableInputError:
        folder.cleanup()
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        LookupError,
        EOFError,
        RuntimeError,
        ValueError,
        NotImplementedError,
        OSError,
    ) as error:
        folder.cleanup()
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise UnusableInputError(f"压缩包“{path.name}”已损坏或无法解开：请解压后直接导入其中的文件。") from error


def _unpacked(path: Path, archive: zipfile.ZipFile, folder: PrivateFolder) -> Unpacked:
    wanted, beside, passed_over = [], [], []
    for info in archive.infolist():
        name = _name(info)
        if info.is_dir() or name.startswith("__MACOSX/") or PurePosixPath(name).name.startswith("."):
            continue
        if PurePosixPath(name).suffix.lower() in _SUFFIXES:
            wanted.append((info, name))
        elif PurePosixPath(name).suffix.lower() in _BESIDE:
            beside.append((info, name))
        else:
            passed_over.append(name)
    if not wanted:
        raise UnusableInputError(
            f"压缩包“{path.name}”里没有首页文件（CSV、Excel、DBF、JSON、XML）：请检查压缩包的内容。"
        )
    if any(info.flag_bits & 1 for info, _ in (*wanted, *beside)):
        raise UnusableInputError(f"压缩包“{path.name}”设有密码：请解压后直接导入其中的文件。")
    if len(wanted) > _MOST_FILES:
        raise UnusableInputError(f"压缩包“{path.name}”里有 {len(wanted)} 个文件，超过 {_MOST_FILES} 个：请分开压缩。")
    targets = [_target(folder, number, name) for number, (_, name) in enumerate(wanted)]
    memos = _beside(folder, [name for _, name in wanted], beside)
    passed_over += [name for info, name in beside if info not in [taken for taken, _ in memos]]
    held, left = [], _MOST_BYTES
    packed = path.stat().st_size
    for info, target in (*zip((info for info, _ in wanted), targets, strict=True), *memos):
        sink = nameless_file(target)
        held.append(sink)
        with archive.open(info) as source:
            while chunk := source.read(1 << 20):
                left -= len(chunk)
                used = _MOST_BYTES - left
                if left < 0 or (used > _RATIO_FROM and used > packed * _MOST_RATIO):
                    raise UnusableInputError(f"压缩包“{path.name}”解开后过大：请分成几个文件后再试。")
                sink.write(chunk)
        finish(sink, target)
    return Unpacked(folder, tuple(held), tuple(targets), tuple(name for _, name in wanted), tuple(passed_over))


def _target(folder: PrivateFolder, number: int, name: str) -> Path:
    """Where a file goes: the name in the archive is not trusted, only its suffix reaches the disk."""
    return folder.path / f"{number:03}{PurePosixPath(name).suffix.lower()}"


def _beside(
    folder: PrivateFolder, names: Sequence[str], memos: Sequence[tuple[zipfile.ZipInfo, str]]
) -> list[tuple[zipfile.ZipInfo, Path]]:
    """The memo files that go with a table, and where each goes; the first one of a name is taken."""
    tables = {
        str(PurePosixPath(name).with_suffix("")).casefold(): number
        for number, name in enumerate(names)
        if name.lower().endswith(".dbf")
    }
    found: dict[Path, zipfile.ZipInfo] = {}
    for info, name in memos:
        number = tables.get(str(PurePosixPath(name).with_suffix("")).casefold())
        if number is not None:
            found.setdefault(_target(folder, number, name), info)
    return [(info, target) for target, info in found.items()]


def _name(info: zipfile.ZipInfo) -> str:
    """The name in the archive; Windows packs Chinese names in GBK without saying so."""
    name = info.filename
    if not info.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("gb18030")
        except UnicodeError:
            return info.filename
    return name
