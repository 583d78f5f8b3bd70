"""A grouping scheme as one file to be passed on, ``.fpscheme``: a zip of its tables with the amendments that hold, or
the published workbook of a DIP scheme under another name.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from coding.base.errors import KnowledgeError
from coding.base.trouble import file_trouble
from coding.base.whole_file import whole_binary
from coding.dip.dip_scheme import is_dip_pack
from coding.drg.amendments import AMENDMENT_FILES
from coding.drg.scheme_files import scheme_files
from coding.grouping.pack_files import pack_files

if TYPE_CHECKING:
    from collections.abc import Mapping

_EMBEDDED: Final = "现在用的是内置通用方案，每台机器上都有，不用导出：请先导入本地区的分组方案。"
#: A pack has no date: the same scheme gives the same bytes.
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)


def write_scheme_pack(path: Path, scheme: str | None, amendments: str | None = None) -> None:
    """Write the scheme whose copy lies at ``scheme`` (None = embedded), mended by the file ``amendments``.

    Raises KnowledgeError and UnusableInputError, with one Chinese sentence.
    """
    if scheme is None:
        raise KnowledgeError(_EMBEDDED)
    source = Path(scheme)
    try:
        data = _content(source, Path(amendments) if amendments else None)
    except OSError as error:
        raise KnowledgeError(f"分组方案“{source.name}”打不开（{file_trouble(error)}）：请重新导入该方案。") from error
    with whole_binary(path) as file:
        if isinstance(data, bytes):
            file.write(data)
            return
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in sorted(data.items()):
                archive.writestr(zipfile.ZipInfo(name, _NO_TIME), content, zipfile.ZIP_DEFLATED)


def _content(source: Path, amendments: Path | None) -> bytes | Mapping[str, bytes]:
    if is_dip_pack(source):
        return source.read_bytes() if source.is_file() else pack_files(source)
    files = scheme_files(source).all
    if amendments is not None:
        own, other = AMENDMENT_FILES  # what lies in the pack already holds before
        files[other if own in files else own] = amendments.read_bytes()
    return files
