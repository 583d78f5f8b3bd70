"""Whether two folders of results hold the same: byte for byte, but for what ``allowed.csv`` names with its reason.

A workbook or a document is the same when its parts are: the library writes the ends of lines of XML as the system has
them, and the compression of a picture is another one in every wheel.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from fnmatch import fnmatch
from pathlib import Path

from PIL import Image

_HERE = Path(__file__).resolve().parent


def differences(here: Path, there: Path) -> tuple[int, list[str]]:
    """How many files are the same, and a line for each that is not."""
    names = {path.relative_to(folder).as_posix() for folder in (here, there) for path in _files(folder)}
    told = [line for name in sorted(names) if (line := _difference(name, here / name, there / name))]
    return len(names) - len(told), told


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _difference(name: str, here: Path, there: Path) -> str:
    missing = next((str(path) for path in (here, there) if not path.is_file()), "")
    if missing:
        return f"{name}: not there: {missing}"
    before, after = here.read_bytes(), there.read_bytes()
    return "" if before == after or _comparable(name, before) == _comparable(name, after) else f"{name}: differs"


def _comparable(name: str, data: bytes) -> object:
    """What is left of a file without that in which it may differ."""
    rows = list(csv.DictReader((_HERE / "allowed.csv").read_text("utf-8").splitlines()))
    asked = [row["part"] for row in rows if fnmatch(name, row["file"])]
    if name.endswith((".xlsx", ".docx")) and zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return {one: _member(one, packed.read(one)) for one in packed.namelist()}
    if name.endswith(".json"):
        return {key: value for key, value in json.loads(data).items() if key not in asked}
    return data


def _member(name: str, data: bytes) -> bytes | tuple[tuple[int, int], bytes]:
    """A part of a workbook or a document: XML reads both ends of a line as one, and a picture is its points."""
    if name.endswith(".png"):
        with Image.open(io.BytesIO(data)) as picture:
            return picture.size, picture.convert("RGB").tobytes()
    return data.replace(b"\r\n", b"\n") if name.endswith((".xml", ".rels")) else data
