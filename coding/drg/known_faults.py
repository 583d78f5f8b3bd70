"""Faults that a published file is known to have: looked for in the file that was opened, told, and a cure offered.

The facts stand in ``resources/schemes/national_30_faults.csv``. Numbers of exclusion tables differ between editions of
the file, so a missing row is looked for by its company: the table that holds the other codes of its subcategory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.base.resources import resources

if TYPE_CHECKING:
    from coding.drg.national_faults import Faults, Offer
    from coding.drg.national_sheets import NationalSheets

#: Where the facts stand.
KNOWN_FAULTS = "schemes/national_30_faults.csv"
_COLUMNS = ("kind", "table", "code", "wrong", "right", "source", "date", "note")
#: Letters of a code that name its subcategory.
_SUBCATEGORY = 5


def tell_known_faults(sheets: NationalSheets, faults: Faults) -> None:
    """Tell those of the known faults that this file has."""
    known = list(resources().table(KNOWN_FAULTS, *_COLUMNS))
    _missing_rows(sheets, [row for row in known if row["kind"] == "missing_exclusion"], faults)
    _misspelt_names(sheets, [row for row in known if row["kind"] == "misspelt_name"], faults)


def _missing_rows(sheets: NationalSheets, known: list[dict[str, str]], faults: Faults) -> None:
    subcategories = {row["code"][:_SUBCATEGORY] for row in known}
    company: dict[str, dict[str, None]] = {}
    held: set[str] = set()
    sheet, last = "排除表", 0
    for line in sheets["排除表"]:
        sheet, last = line.sheet, line.line
        code = line["code"]
        if code[:_SUBCATEGORY] in subcategories:
            held.add(code)
            company.setdefault(code[:_SUBCATEGORY], {})[line["set"]] = None
    missing: list[tuple[str, str]] = []
    offers: list[Offer] = []
    for row in known:
        tables = list(company.get(row["code"][:_SUBCATEGORY], ()))
        table = row["table"] if row["table"] in tables else tables[0] if len(tables) == 1 else ""
        if table and row["code"] not in held:
            missing.append((table, row["code"]))
            note = row["note"] if table == row["table"] else f"{row['note']}；印刷版的表号为 {row['table']}"
            offers.append(("exclusion", row["code"], "", "", table, row["source"], row["date"], note, ""))
    if missing:
        listed = "、".join(f"{table} {code}" for table, code in missing)
        faults.tell_at(
            sheet, last, f"排除表缺少印刷版方案中的 {len(missing)} 行（{listed}）：可用更正表补上。", *offers
        )


def _misspelt_names(sheets: NationalSheets, known: list[dict[str, str]], faults: Faults) -> None:
    wrong = {(row["code"], row["wrong"]): row["right"] for row in known}
    codes = {code for code, _ in wrong}
    for what in ("集合", "CC", "排除表"):
        for line in sheets[what]:
            if not codes.isdisjoint(line.cells) and (line["code"], line["name"]) in wrong:
                right = wrong[line["code"], line["name"]]
                faults.count(line, f"名称误写，应为“{right}”，不影响分组", f"{line['code']} {line['name']}")
