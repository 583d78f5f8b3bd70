"""The published cases through ``main.py group``: equal of total, a line a scheme.

    python -m tools.exact_cases [REFERENCE]

REFERENCE: the folder that holds drg/, drg30/ and dip/ with their cases (default: beside the tree, shared/reference).
Each scheme is opened and its cases are grouped by the command itself, file to file; all columns exp_* must come out as
they stand. The national workbook is read in both layouts; the second is made of the first. Exit 1 where one differs.
"""

from __future__ import annotations

import csv
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from coding.base.sheet_writer import write_csv  # noqa: E402 - once the path is there

_EXPECTED = "exp_"
#: What the first layout of the national workbook calls a column, and the second.
_ORDER = ("MDC内排序", "排序")
Row = dict[str, str]


def schemes(reference: Path, made: Path) -> Iterator[tuple[str, Path, list[Row]]]:
    """Name, file of the scheme and rows of its cases."""
    drg, dip, form = reference / "drg", reference / "dip", reference / "drg30"
    rows = [*_rows(drg / "cases_dev.csv"), *_rows(drg / "cases_dev_chs_drg_20.csv")]
    for name, found in groupby(sorted(rows, key=_scheme_of), key=_scheme_of):
        yield name, drg / name, list(found)
    cases = _rows(form / "cases_dev_form.csv")
    yield "form_a", form / "form_a.xlsx", cases
    yield "form_a, other layout", corrected(form / "form_a.xlsx", made / "form_b.xlsx"), cases
    for file in sorted(dip.glob("cases_dev_*.csv")):
        name = file.stem.removeprefix("cases_dev_")
        yield f"DIP {name}", dip / name, _rows(file)


def _scheme_of(row: Row) -> str:
    return row["scheme"]


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def corrected(book: Path, path: Path) -> Path:
    """The workbook in the layout of the corrected release: no empty first column, 排序, breaks within the rules."""
    import python_calamine
    import xlsxwriter

    found = python_calamine.CalamineWorkbook.from_path(book)
    made = xlsxwriter.Workbook(path)
    for name in found.sheet_names:
        rows = found.get_sheet_by_name(name).to_python()
        if name == "ADRG":
            at = [str(cell) for cell in rows[0]].index("ADRG编码")
            rows = [[_broken(cell) for cell in row[at:]] for row in rows]
            rows[0] = [_ORDER[1] if cell == _ORDER[0] else cell for cell in rows[0]]
        sheet = made.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    made.close()
    return path


def _broken(cell: object) -> object:
    return cell.replace(" and ", " and_x000D_\n") if isinstance(cell, str) else cell


def equal(scheme: Path, rows: list[Row], folder: Path) -> tuple[int, str]:
    """How many rows come out as expected, and the first that does not."""
    cases, out = folder / "cases.csv", folder / "out.csv"
    write_csv(cases, (tuple(rows[0]), *(tuple(row.values()) for row in rows)))
    command = [sys.executable, str(ROOT / "main.py"), "group", str(cases), "--scheme", str(scheme), "--quiet"]
    done = subprocess.run([*command, "--out", str(out)], capture_output=True, check=False, text=True)
    if done.returncode:
        return 0, done.stderr.strip()
    right, first = 0, ""
    for wanted, found in zip(rows, _rows(out), strict=True):
        wrong = [n for n in wanted if n.startswith(_EXPECTED) and found[n.removeprefix(_EXPECTED)] != wanted[n]]
        right += not wrong
        first = first or (f"{wanted['case_id']}: {wrong}" if wrong else "")
    return right, first


def main(arguments: list[str]) -> int:
    reference = Path(arguments[0]) if arguments else ROOT.parent / "shared" / "reference"
    if not reference.is_dir():
        print(f"no published cases at {reference}: name the folder that holds drg/, drg30/ and dip/")
        return 2
    failed = False
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for title, scheme, rows in schemes(reference, folder):
            right, first = equal(scheme, rows, folder)
            failed |= right < len(rows)
            print(f"{title:30} {right:6,} / {len(rows):6,}  {first}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
