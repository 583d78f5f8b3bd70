"""Cells of a workbook that hold an error of a formula (#REF!, #N/A), or a formula that nobody has reckoned yet: the
reader gives them as empty, as if nobody had filled them in. They are looked up in the parts of the workbook and put
back as the text that people see.

Source: ECMA-376, part 1, 18.3.1.4 (``c``, ``t="e"``). An .xls (BIFF) keeps them in records of its own, which are not
looked into: there they stay empty.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from typing import IO, TYPE_CHECKING
from xml.parsers import expat

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: What spreadsheets show for a formula that came to nothing, Excel's and WPS's; as text of a CSV as well.
ERROR_WORDS = frozenset(
    {"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA"}
)
_MARKED = (b't="e"', b"t='e'", b't = "e"')
#: A formula without the value that it came to: a program wrote it that cannot reckon, and nobody has opened it since.
_NOT_RECKONED = re.compile(rb"(?:</f>|<f[^<>]*/>)\s*(?:</c>|<v\s*/>|<v>\s*</v>)")
#: What is shown for it.
_UNKNOWN = "#CALC!"
_PLACE = re.compile(r"([A-Z]+)([0-9]+)")
_CHUNK = 1 << 20
#: More are no slip of a formula; the rest stays empty.
_MOST = 200_000

#: Row and column, from 0, of each error.
Errors = dict[tuple[int, int], str]


def is_error(cell: str) -> bool:
    """True for the text of an error."""
    return cell[:1] == "#" and cell.strip().upper() in ERROR_WORDS


def error_cells(file: IO[bytes]) -> Mapping[str, Errors]:
    """The errors of each sheet of an .xlsx, by its name; sheets without any are left out."""
    found: dict[str, Errors] = {}
    with zipfile.ZipFile(file) as archive:
        parts = set(archive.namelist())
        for name, part in _sheets(archive, parts):
            if part in parts and _is_marked(archive, part):
                found[name] = _errors(archive, part)
    return found


def _sheets(archive: zipfile.ZipFile, parts: set[str]) -> Iterator[tuple[str, str]]:
    """Name and part of each sheet, as the workbook tells them."""
    book, relations = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
    if book not in parts or relations not in parts:
        return
    targets = {
        told.get("Id", ""): posixpath.normpath(posixpath.join("/xl", told.get("Target", "")))[1:]
        for tag, told in _tags(archive.read(relations))
        if tag == "Relationship"
    }
    for tag, told in _tags(archive.read(book)):
        if tag == "sheet":
            relation = next((value for key, value in told.items() if key.rpartition(":")[2] == "id"), "")
            yield told.get("name", ""), targets.get(relation, "")


def _tags(data: bytes) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, told: found.append((name.rpartition(":")[2], told))
    parser.Parse(data, True)
    return found


def _is_marked(archive: zipfile.ZipFile, part: str) -> bool:
    """A quick look whether there may be an error at all: nearly no sheet has one."""
    tail = b""
    with archive.open(part) as source:
        while block := source.read(_CHUNK):
            text = tail + block
            if any(mark in text for mark in _MARKED) or _NOT_RECKONED.search(text):
                return True
            tail = text[-40:]
    return False


def _errors(archive: zipfile.ZipFile, part: str) -> Errors:
    look = _Look()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = look.start
    parser.EndElementHandler = look.end
    parser.CharacterDataHandler = look.text
    with archive.open(part) as source:
        while len(look.found) < _MOST and (block := source.read(_CHUNK)):
            parser.Parse(block, False)
    return look.found


class _Look:
    """Follows the cells of a sheet."""

    def __init__(self) -> None:
        self.found: Errors = {}
        self._row = self._column = -1
        self._is_error = self._is_value = self._is_formula = self._is_text = False
        self._words = ""

    def start(self, name: str, told: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "row":
            number = told.get("r", "")
            self._row, self._column = int(number) - 1 if number.isdecimal() else self._row + 1, -1
        elif tag == "c":
            place = _PLACE.fullmatch(told.get("r", ""))
            self._column += 1
            if place:
                self._row, self._column = int(place[2]) - 1, _number(place[1])
            self._is_error, self._words = told.get("t") == "e", ""
            self._is_formula = False
            self._is_text = told.get("t") == "str"  # a formula may well come to a text without letters
        elif tag == "f":
            self._is_formula = not self._is_text
        elif tag == "v":
            self._is_value = True

    def text(self, words: str) -> None:
        if self._is_value:
            self._words += words

    def end(self, name: str) -> None:
        tag = name.rpartition(":")[2]
        if tag == "v":
            self._is_value = False
        elif tag == "c" and self._is_error:
            self.found[self._row, self._column] = self._words if is_error(self._words) else "#N/A"
            self._is_error = False
        elif tag == "c" and self._is_formula and not self._words.strip():
            self.found[self._row, self._column] = _UNKNOWN


def _number(letters: str) -> int:
    number = 0
    for letter in letters[:6]:
        number = number * 26 + ord(letter) - 64
    return number - 1
