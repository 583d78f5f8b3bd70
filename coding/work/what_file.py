"""What a file that somebody drops on the window is, told without reading it: a grouping scheme, or something else."""

from __future__ import annotations

import zipfile
from contextlib import suppress
from pathlib import Path, PurePath, PurePosixPath
from typing import Final

from coding.grouping.pack_files import is_book, names_of_sheets

#: Sheets of the national workbook, and tables of packs; so many of them make a scheme.
_NATIONAL = frozenset({"MDC", "ADRG", "DRG", "集合", "CC", "排除表"})
_OF_PACKS = frozenset({"scheme", "mdc", "adrg", "drg_rules", "core"})
_ENOUGH = 3
#: What the name of a scheme ends with that this program has written to be passed on: a zip of its tables.
SCHEME_PACK: Final = ".fpscheme"
#: What the published files are called.
_CALLED, _SCHEME, _EDITION = ("分组方案配置信息", "病种库"), "分组方案", "版"


def is_scheme(path: Path) -> bool:
    """Whether a file or a folder holds a grouping scheme of DRG or DIP, as far as its names say it."""
    with suppress(OSError, ValueError):
        if path.is_dir():
            return (path / "scheme.csv").is_file() or any(is_scheme(file) for file in path.glob("*.xlsx"))
        if path.name.lower() == "scheme.csv":
            return True
        if is_book(path.name):
            names = {name.strip() for name in names_of_sheets(path) or ()}
            tables = {name.lower() for name in names}
            return len(names & _NATIONAL) >= _ENOUGH or len(tables & _OF_PACKS) >= 2 or _is_called_so(path)
        if path.suffix.lower() == SCHEME_PACK:
            return True
        if path.suffix.lower() == ".zip":
            return _holds_scheme(path)
    return False


def _is_called_so(path: PurePath) -> bool:
    return any(words in path.stem for words in _CALLED) or _EDITION in path.stem.partition(_SCHEME)[2]


def _holds_scheme(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            names = [PurePosixPath(name) for name in archive.namelist()]
    except (zipfile.BadZipFile, LookupError, EOFError, NotImplementedError, RuntimeError):
        return False
    return any(p.name.lower() == "scheme.csv" or (is_book(p.name) and _is_called_so(p)) for p in names)
