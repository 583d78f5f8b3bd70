"""Several files that belong together: workflow times, orders and fees, and settlement lists find their front page.

Joined by record number and admission count; a settlement list, which knows no count, by the day of admission. What a
list says of its stay is kept with the page (``FrontPage.settlement``), whichever of the two was read first.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from coding.exchange.profile import WORKFLOW
from coding.exchange.settlement import SETTLEMENT_LIST
from coding.exchange.spool import PageStack
from coding.page.linked_records import with_list
from coding.page.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from coding.page.front_page import FrontPage

#: Of these a stay has many lines; they are joined.
_MANY = frozenset({"wf_order_items", "wf_fee_items", "wf_dx_evidence"})
_JOINT = "；"
#: What becomes of a settlement list without its front page: in a store, and where nothing is kept.
_ALONE_KEPT, _ALONE = "已单独保存，读入首页后自动关联。", "没有首页的各按单独的一页检查。"
#: A page in a sequence that may lie on disk.
_Place: TypeAlias = "tuple[Sequence[FrontPage], int]"


def linked(readings: Sequence[Reading], known: Iterable[FrontPage] | None = None) -> list[Reading]:
    """The readings with what belongs to a front page put on it; sheets that are no pages of their own are gone.

    ``known`` are pages from elsewhere (the store): front pages that lists and sheets may belong to come back as one
    more reading where something was added to them; settlement lists are put on the pages that are read now. None: there
    is no store, and nothing is kept. A list without its front page stays a page of its own.
    """
    sheets = [r for r in readings if r.layout == WORKFLOW]
    lists = [r for r in readings if r.layout == SETTLEMENT_LIST]
    others = [r for r in readings if r.layout not in (WORKFLOW, SETTLEMENT_LIST)]
    has_store, known = known is not None, list(known or ())
    if not (sheets or lists or known) or not (others or known):
        return list(readings)
    rows = _workflow(page for sheet in sheets for page in sheet.pages)
    kept = _claims([[page for page in known if page.is_settlement_list]])
    # the newest list of a stay stands
    claims = {**kept, **_claims(each.pages for each in lists)}
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
            pages, number = claim
            page = with_list(page, pages[number])
        return page

    result = [_with_pages(reading, map(joined, reading.pages)) for reading in others]
    fronts = (page for page in known if not page.is_settlement_list)
    changed = [after for page in fronts if (after := joined(page)) != page]
    if changed:
        result.append(Reading("已有病案", changed[0].origin.layout, changed[0].origin.encoding, (), tuple(changed)))
    for each in lists:
        # a list that was kept as a page of its own is renewed there as well
        alone = [page for page in each.pages if _claim_of(page) not in used_claims]
        left = [page for page in each.pages if _claim_of(page) not in used_claims or _claim_of(page) in kept]
        note = f"{len(each.pages) - len(alone):,} 份结算清单已关联到首页，{len(alone):,} 份没有找到首页。"
        if alone:
            note = f"{note[:-1]}，{_ALONE_KEPT if has_store else _ALONE}"
        if left or each.rejects or not result:
            result.append(replace(each, pages=tuple(left), looked=None, notes=(*each.notes, note)))
        else:
            result[0] = replace(result[0], notes=(*result[0].notes, f"{each.file}：{note}"))
    for sheet in sheets:
        note = (
            f"{sheet.file}：{len(used_rows):,} 份首页找到了流程或明细，{len(rows) - len(used_rows):,} 份没有找到首页。"
        )
        if result:
            rejects = (*result[0].rejects, *sheet.rejects)
            result[0] = replace(result[0], notes=(*result[0].notes, *sheet.notes, note), rejects=rejects)
    return result


def _with_pages(reading: Reading, pages: Iterable[FrontPage]) -> Reading:
    stack = PageStack()
    for page in pages:
        stack.append(page)
    return replace(reading, pages=stack.finished(), looked=None)


def _is_flow(key: str) -> bool:
    return key.startswith("wf_")


def _workflow(pages: Iterable[FrontPage]) -> dict[tuple[str, str], dict[str, str]]:
    """The rows of the sheets by record number and admission count; many lines of a stay become one."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for page in pages:
        values = found.setdefault((number_of(page), page.text("admission_times").strip()), {})
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
    key = (number_of(page), page.text("admission_times").strip())
    return key if key in rows else (key[0], "")


def _claims(lists: Iterable[Sequence[FrontPage]]) -> dict[tuple[str, str], _Place]:
    """Where the settlement list of each stay stands, the last of several; one without a record number is nobody's."""
    places = ((pages, number) for pages in lists for number in range(len(pages)))
    return {key: (pages, number) for pages, number in places if (key := _claim_of(pages[number]))[0]}


def _claim_of(page: FrontPage) -> tuple[str, str]:
    day = page.date("admission_datetime")
    return number_of(page), day.isoformat() if day else page.text("admission_datetime")


def number_of(page: FrontPage) -> str:
    """The record number as it is compared: a spreadsheet may have eaten the zeros of one of the two."""
    return same_number(page.case_no)


def same_number(case_no: str) -> str:
    """A record number as it is compared."""
    text = case_no.strip().upper()
    return text.lstrip("0") or text
