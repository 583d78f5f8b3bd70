"""Several files that belong together: workflow times, orders and fees, and settlement lists find their front page.

Joined by record number and admission count; a settlement list, which knows no count, by the day of admission.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coding.exchange.profile import WORKFLOW
from coding.exchange.spool import PageStack
from coding.page.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from coding.page.front_page import FrontPage

_SETTLEMENT = "setl4101"
#: Of these a stay has many lines; they are joined.
_MANY = frozenset({"wf_order_items", "wf_fee_items", "wf_dx_evidence"})
_JOINT = "；"


@dataclass(frozen=True, slots=True)
class _Addition:
    values: Mapping[str, str]
    supplied: frozenset[str]


def linked(readings: Sequence[Reading], known: Iterable[FrontPage] = ()) -> list[Reading]:
    """The readings with what belongs to a front page put on it; sheets that are no pages of their own are gone.

    ``known`` are front pages from elsewhere (the store) that lists and sheets may belong to: they come back as one
    more reading where something was added to them.
    """
    sheets = [r for r in readings if r.layout == WORKFLOW]
    lists = [r for r in readings if r.layout == _SETTLEMENT]
    others = [r for r in readings if r.layout not in (WORKFLOW, _SETTLEMENT)]
    known = list(known)
    if not (sheets or lists) or not (others or known):
        return list(readings)
    rows = _workflow(page for sheet in sheets for page in sheet.pages)
    claims = _claims(page for each in lists for page in each.pages)
    supplied = frozenset(key for sheet in sheets for page in sheet.pages[:1] for key in page.supplied if _is_flow(key))
    used_rows: set[tuple[str, str]] = set()
    used_claims: set[tuple[str, str]] = set()

    def joined(page: FrontPage) -> FrontPage:
        row_key = _row_of(page, rows)
        claim_key = _claim_of(page)
        row, claim = rows.get(row_key), claims.get(claim_key)
        if row is not None:
            used_rows.add(row_key)
            page = replace(page, values={**page.values, **row}, supplied=page.supplied | supplied)
        if claim is not None:
            used_claims.add(claim_key)
            page = replace(page, values={**claim.values, **page.values}, supplied=page.supplied | claim.supplied)
        return page

    result = [_with_pages(reading, map(joined, reading.pages)) for reading in others]
    changed = [after for page in known if (after := joined(page)) != page]
    if changed:
        result.append(Reading("已有病案", changed[0].origin.layout, changed[0].origin.encoding, (), tuple(changed)))
    for each in lists:
        left = [page for page in each.pages if _claim_of(page) not in used_claims]
        note = f"{len(each.pages) - len(left):,} 份结算清单已关联到首页，{len(left):,} 份没有找到首页。"
        if left or each.rejects or not result:
            result.append(replace(each, pages=tuple(left), notes=(*each.notes, note)))
        else:
            result[0] = replace(result[0], notes=(*result[0].notes, f"{each.file}：{note}"))
    for sheet in sheets:
        note = (
            f"{sheet.file}：{len(used_rows):,} 份首页找到了流程或明细，{len(rows) - len(used_rows):,} 份没有找到首页。"
        )
        if result:
            kept = (*result[0].rejects, *sheet.rejects)
            result[0] = replace(result[0], notes=(*result[0].notes, *sheet.notes, note), rejects=kept)
    return result


def _with_pages(reading: Reading, pages: Iterable[FrontPage]) -> Reading:
    stack = PageStack()
    for page in pages:
        stack.append(page)
    return replace(reading, pages=stack.finished())


def _is_flow(key: str) -> bool:
    return key.startswith("wf_")


def _workflow(pages: Iterable[FrontPage]) -> dict[tuple[str, str], dict[str, str]]:
    """The rows of the sheets by record number and admission count; many lines of a stay become one."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for page in pages:
        values = found.setdefault((_number(page), page.text("admission_times").strip()), {})
        for key, text in page.values.items():
            if not _is_flow(key) or not text.strip():
                continue
            if key in _MANY and key in values:
                values[key] += _JOINT + text
            elif key not in values:
                values[key] = text
    return found


def _row_of(page: FrontPage, rows: Mapping[tuple[str, str], object]) -> tuple[str, str]:
    """The key of the sheet's row for a page: with the count, or without where the sheet has none."""
    key = (_number(page), page.text("admission_times").strip())
    return key if key in rows else (key[0], "")


def _claims(pages: Iterable[FrontPage]) -> dict[tuple[str, str], _Addition]:
    found: dict[tuple[str, str], _Addition] = {}
    for page in pages:
        key = _claim_of(page)
        if key[0]:
            values = {k: text for k, text in page.values.items() if k.startswith("setl_")}
            supplied = frozenset(k for k in page.supplied if k.startswith("setl_"))
            found[key] = _Addition(values, supplied)
    return found


def _claim_of(page: FrontPage) -> tuple[str, str]:
    day = page.date("admission_datetime")
    return _number(page), day.isoformat() if day else page.text("admission_datetime")


def _number(page: FrontPage) -> str:
    """The record number as it is compared: a spreadsheet may have eaten the zeros of one of the two."""
    text = page.case_no.strip().upper()
    return text.lstrip("0") or text
