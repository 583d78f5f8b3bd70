"""A slip as rows, as a spreadsheet program shows it, and rows as a workbook of another program."""

import io

from openpyxl import Workbook

from coding.base.sheets import read_workbook
from coding.reports.slip_book import write_slip_book
from coding.review.slips import Slip, SlipLine, slip_columns

TITLES = {column.key: column.title for column in slip_columns()}


def make_slip(count=6, number="2026-10-心内科-01", doctors=("张医师", "李医师"), version=1):
    """A slip with so many lines, each of a page of its own, doctors in turn."""
    lines = [
        SlipLine(
            line=at,
            case_no=f"00{at:04}",
            times="1",
            discharged=f"2026-10-{at:02}",
            ward="心内科",
            doctor=doctors[(at - 1) % len(doctors)],
            field="drug_allergy_flag",
            index=None,
            value="1",
            shown="1 无",
            problem=f"问题{at}，=SUM(A1)",
            basis="依据",
            check="核对",
            rule="FP-ACC-085",
            page_id=at,
        )
        for at in range(1, count + 1)
    ]
    return Slip(number, version, "心内科", "2026-10", None, tuple(lines))


def sheets_of(path):
    """Name → rows of every sheet of a workbook."""
    return {sheet.name: sheet.rows for sheet in read_workbook(path)}


def written(folder, slip, name="单.xlsx"):
    """The slip as a workbook."""
    write_slip_book(folder / name, slip)
    return folder / name


def table(slip, said, titles=None):
    """Header and rows of a slip, all doctors together: line → (answer, value, reason)."""
    keys = titles or [key for key in TITLES if key != "name"]
    rows = [[TITLES.get(key, key) for key in keys]]
    for line in slip.lines:
        answer, value, reason = said.get(line.line, ("", "", ""))
        cells = {
            "number": slip.number,
            "line": str(line.line),
            "case_no": line.case_no,
            "times": line.times,
            "discharged": line.discharged,
            "field": line.label,
            "shown": line.shown,
            "problem": line.problem,
            "basis": line.basis,
            "check": line.check,
            "answer": answer,
            "value": value,
            "reason": reason,
            "key": slip.key(line),
        }
        rows.append([cells.get(key, "") for key in keys])
    return rows


def workbook(sheets):
    """Name → rows, as the bytes of a workbook of another program."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([cell or None for cell in row])
            for cell in sheet[sheet.max_row]:
                if isinstance(cell.value, str):
                    cell.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
