"""Hostile workbooks through every door: ``python tools/damaged_sheets.py [--count 200] [--seed 9]``.

Every door must answer with one Chinese sentence or with what it could read, and this process must live: workbooks
with one cell at XFD1048576 in nine spellings, and ``count`` damaged copies of a real .xls. Prints the outcome per door.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from coding.base.errors import CodingError  # noqa: E402
from coding.codes.crosswalk import load_crosswalk  # noqa: E402
from coding.codes.entry import CodeKind  # noqa: E402
from coding.codes.library import load_code_table  # noqa: E402
from coding.drg.scheme import load_scheme  # noqa: E402
from coding.exchange.peek import peek  # noqa: E402
from coding.exchange.read import read_files  # noqa: E402
from coding.payment.tariff import load_tariff  # noqa: E402
from coding.suggest.term_book import load_terms  # noqa: E402
from coding.suggest.term_sheet import read_words  # noqa: E402

OLD_WORKBOOK = ROOT / "tests" / "data" / "files" / "n041.xls"
#: Every way in which a hospital's sheet comes into the program.
DOORS: dict[str, Callable[[Path], object]] = {
    "pages": read_files,
    "column map": peek,
    "code table": partial(load_code_table, kind=CodeKind.DIAGNOSIS),
    "crosswalk": partial(load_crosswalk, kind=CodeKind.DIAGNOSIS),
    "tariff": load_tariff,
    "terms": load_terms,
    "words": read_words,
    "pack": load_scheme,
}
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_NEAR = '<row r="1"><c r="A1" t="inlineStr"><is><t>编码</t></is></c></row>'
_LAST = '<row r="1048576">{}</row>'.format
#: What stands in the data of a sheet whose last cell is at the far end, by name.
FAR_CELLS = {
    "as usual": _NEAR + _LAST('<c r="XFD1048576"><v>1</v></c>'),
    "single quotes": _NEAR + _LAST("<c r='XFD1048576'><v>1</v></c>"),
    "inline text": _NEAR + _LAST('<c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c>'),
    "lying dimension": _NEAR + _LAST('<c r="XFD1048576"><v>1</v></c>'),
    "in a near row": _NEAR + '<row r="2"><c r="XFD1048576"><v>1</v></c></row>',
    "line breaks": _NEAR + _LAST('<c\ns="0"\nr = "XFD1048576"><v>1</v></c>'),
    "no reference": _NEAR + _LAST("<c><v>1</v></c>" * 16384),
    "two corners": '<row r="1"><c r="XFD1"><v>1</v></c></row>' + _LAST('<c r="A1048576"><v>1</v></c>'),
    "a sign before": _NEAR + _LAST('<c a=">" r="XFD1048576"><v>1</v></c>'),
}


def write_far_cell(path: Path, spelling: str, encoding: str = "utf-8") -> None:
    """A workbook whose one sheet has a cell in the last row and column."""
    dimension = '<dimension ref="A1:B2"/>' if spelling == "lying dimension" else ""
    data = f"{dimension}<sheetData>{FAR_CELLS[spelling]}</sheetData>"
    write_raw_workbook(path, f'<worksheet xmlns="{_MAIN}">{data}</worksheet>'.encode(encoding))


def write_raw_workbook(path: Path, sheet: bytes, shared: bytes = b"") -> None:
    """A workbook of one sheet, from the bytes of its parts."""

    def link(number: int, kind: str, target: str) -> str:
        return f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'

    def links(*inside: str) -> str:
        return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(inside)}</Relationships>'

    sheets = '<sheets><sheet name="甲" sheetId="1" r:id="rId1"/></sheets>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"></Types>',
        "_rels/.rels": links(link(1, "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{sheets}</workbook>',
        "xl/_rels/workbook.xml.rels": links(
            link(1, "worksheet", "worksheets/sheet1.xml"), link(2, "sharedStrings", "sharedStrings.xml")
        ),
        "xl/worksheets/sheet1.xml": sheet,
        "xl/sharedStrings.xml": shared or f'<sst xmlns="{_MAIN}"/>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Flipped bytes, a hole or a cut end; the first bytes, which say what the file is, stay."""
    work = bytearray(data)
    match chance.randrange(4):
        case 0:
            del work[chance.randrange(8, len(work)) :]
        case 1:
            at = chance.randrange(8, len(work))
            work[at : at + 512] = bytes(min(512, len(work) - at))
        case _:
            for _ in range(chance.randint(1, 24)):
                work[chance.randrange(8, len(work))] = chance.randrange(256)
    return bytes(work)


def outcome(door: Callable[[Path], object], path: Path) -> str:
    """``read``, or ``one sentence``. Raises AssertionError for a sentence that is none."""
    try:
        door(path)
    except CodingError as error:
        said = str(error)
        if not said.endswith("。") or "\n" in said or said.isascii():
            raise AssertionError(said) from error
        return "one sentence"
    return "read"


def main() -> int:
    """Run all doors; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=9)
    arguments = parser.parse_args()
    source = OLD_WORKBOOK.read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        far = Path(folder) / "far.xlsx"
        old = Path(folder) / "old.xls"
        for name, door in DOORS.items():
            start = time.perf_counter()
            cells: Counter[str] = Counter()
            for spelling in FAR_CELLS:
                write_far_cell(far, spelling)
                cells[outcome(door, far)] += 1
            chance = random.Random(arguments.seed)
            books: Counter[str] = Counter()
            for _ in range(arguments.count):
                old.write_bytes(damaged(source, chance))
                books[outcome(door, old)] += 1
            seconds = time.perf_counter() - start
            print(f"{name:<11} far cell {dict(cells)}   damaged .xls {dict(books)}   {seconds:.1f} s", flush=True)
    print("the process lives")
    return 0


if __name__ == "__main__":
    sys.exit(main())
