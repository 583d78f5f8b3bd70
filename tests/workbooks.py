"""Workbooks as another program writes them."""

from openpyxl import Workbook


def workbook(path, /, **sheets):
    """Name → rows of every sheet, written to ``path``, which is given back."""
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path
