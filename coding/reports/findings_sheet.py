"""Findings as a workbook for the wards: one line a finding, in the words of the form."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from coding.base.formula_guard import guarded
from coding.exchange.layout import HeaderMatch, layout_by_id
from coding.exchange.write import write_rows
from coding.page.fields import field_catalogue
from coding.page.reading import Dialect

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coding.page.finding import Finding
    from coding.page.front_page import FrontPage

_COLUMNS = (
    "病案号", "住院次数", "姓名", "出院科别", "出院时间", "主治医师", "编码员", "规则", "维度", "严重程度", "把握",
    "栏目", "序号", "值", "问题", "建议", "依据", "违规类别", "处理情况",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PageFindings:
    """A page with what was found on it."""

    page: FrontPage
    findings: tuple[Finding, ...]


def write_findings(path: Path, found: Iterable[PageFindings]) -> int:
    """Write the findings of pages to an .xlsx (or, by the suffix, CSV); the number of lines.

    Raises UnusableInputError when the file cannot be written.
    """
    rows = [[guarded(cell) for cell in line] for one in found for line in _lines(one)]
    path = Path(path)
    encoding = "xlsx" if path.suffix.lower() == ".xlsx" else "utf-8-sig"
    header = HeaderMatch(layout_by_id("n041"), _COLUMNS, (None,) * len(_COLUMNS))
    write_rows(path, header, rows, encoding, Dialect(), "问题清单")
    return len(rows)


def _lines(one: PageFindings) -> Iterable[tuple[str, ...]]:
    page, label = one.page, field_catalogue()
    for finding in one.findings:
        index = finding.place.index
        yield (
            page.case_no,
            page.text("admission_times"),
            page.text("patient_name"),
            label.value_label("discharge_dept", page.text("discharge_dept")),
            page.text("discharge_datetime"),
            page.text("attending_physician"),
            page.text("coder"),
            finding.rule,
            finding.dimension.label,
            finding.severity.label,
            finding.strength.label,
            label.label(finding.place.field),
            "" if index is None else str(index + 1),
            finding.value,
            finding.message,
            finding.hint,
            finding.basis,
            finding.violation,
            "",
        )
