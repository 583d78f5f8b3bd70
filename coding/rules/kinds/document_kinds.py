"""Kinds that set the page beside other papers of the stay: note times, the settlement list, the other edition."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from coding.base.dates import read_moment
from coding.base.numbers import read_number
from coding.codes.edition import spelled
from coding.codes.entry import CodeKind
from coding.codes.parse import is_well_formed
from coding.page.fields import field_catalogue, is_blank
from coding.page.front_page import FrontPage
from coding.rules.facts import Facts, ProcedureRow
from coding.rules.kinds.code_kinds import ROWS, row_values
from coding.rules.kinds.neighbour_kinds import is_settlement, same_case
from coding.rules.params import Params
from coding.rules.rule import Compiled, Hit, Rule
from coding.rules.unjudged import BlankError, UnknownError, UnreadableError

if TYPE_CHECKING:
    from coding.codes.crosswalk import Crosswalk

_ITEM = re.compile(r"[;；\n]")
_FROM_TO = re.compile(r"[>→~～]|至")


def deadline(rule: Rule, params: Params) -> Compiled:
    """Notes that must be written within ``hours`` of what they tell of. The field lists them by ``;``, each as
    ``event>note`` (``2026-07-01 10:00>2026-07-01 14:00``).

    ``per=procedures``: a note for each operation and intervention, in their order; an item may then give the time of
    the note alone, the date of the operation counts. An operation without a note is told as well.
    """
    hours = params.decimal("hours")
    per = params.word("per", ("items", "procedures"))
    params.done()
    if hours is None:
        raise params.wrong("缺少参数 hours")
    limit, key = timedelta(hours=float(hours)), rule.field

    def items(facts: Facts) -> list[tuple[datetime | None, datetime]]:
        found = []
        for text in filter(None, (t.strip() for t in _ITEM.split(facts.page.text(key)))):
            moments = [read_moment(part) for part in _FROM_TO.split(text)]
            if len(moments) > 2 or None in moments:
                raise UnreadableError(key)
            event, note = moments if len(moments) == 2 else (None, moments[0])
            if note is not None:
                found.append((event, note))
        return found

    def by_items(facts: Facts) -> Iterator[Hit]:
        if key not in facts.given:
            raise BlankError(key)
        for number, (event, note) in enumerate(items(facts), start=1):
            if event is None:
                raise UnknownError(
                    f"【{field_catalogue().label(key)}】只有完成时间，写成“开始或结束时间>完成时间”后可判断。"
                )
            if note - event > limit:
                yield Hit(values={"i": number, "h": _hours(note - event)})

    def by_procedures(facts: Facts) -> Iterator[Hit]:
        rows = [p for p in facts.px if p.kind in ("手术", "介入治疗") and p.code]
        notes = items(facts)
        for number, row in enumerate(rows):
            values = {**row_values(row), "op_name": row.name or row.raw.strip()}
            if number >= len(notes):
                yield Hit(values=values, message=f"手术【{values['op_name']}】没有手术记录完成时间")
                continue
            event, note = notes[number]
            ended = event or _end(row)
            if ended is not None and note - ended > limit:
                yield Hit(values={**values, "h": _hours(note - ended)})

    return Compiled(by_items if per == "items" else by_procedures, reads=frozenset({"procedure"}))


def _hours(span: timedelta) -> str:
    return f"{span.total_seconds() / 3600:.1f}".rstrip("0").rstrip(".")


def _end(row: ProcedureRow) -> datetime | None:
    """When an operation was over; the end of its day where only that is known."""
    text = row.text("date")
    began = read_moment(text)
    if began is None:
        return None
    if ":" not in text and "时" not in text:
        return began + timedelta(days=1)
    lasted = read_number(row.text("duration_hours"))
    return began + timedelta(hours=float(lasted)) if lasted is not None else began


def settlement(_rule: Rule, params: Params) -> Compiled:
    """The front page beside the settlement list of the same stay, where both are checked together.

    ``check``: principal, main_operation, total.
    """
    check = params.word("check", tuple(_SETTLEMENT))
    params.done()
    differs = _SETTLEMENT[check]

    def judge(facts: Facts) -> Iterator[Hit]:
        if is_settlement(facts.page):
            return
        lists = [p for p in facts.context.neighbours or () if is_settlement(p) and _same_stay(p, facts.page)]
        if not lists:
            raise UnknownError("没有同一次住院的结算清单，与首页一并检查后可判断。")
        found = differs(facts, lists[0])
        if found is not None:
            yield Hit(values=found)

    return Compiled(judge, frozenset({"neighbours"}))


def _same_stay(one: FrontPage, two: FrontPage) -> bool:
    first, second = one.date("discharge_datetime"), two.date("discharge_datetime")
    return same_case(one, two) and first is not None and first == second


def _insurance(page: FrontPage, row: Any, kind: CodeKind, facts: Facts) -> str:
    """The code of a row as the insurance edition writes it, where a crosswalk was imported."""
    from coding.codes.edition import insurance_code  # a page of the settlement list speaks that edition itself

    return spelled(insurance_code(page, row.code, kind, facts.reference.codes), kind)


def _first_codes(page: FrontPage, other: FrontPage, kind: CodeKind, facts: Facts) -> tuple[str, str] | None:
    rows = [
        next((r for r in p.rows("diagnosis" if kind is CodeKind.DIAGNOSIS else "procedure")), None)
        for p in (page, other)
    ]
    if any(r is None or is_blank(getattr(r, "code", "")) for r in rows):
        return None
    mine, theirs = (_insurance(p, r, kind, facts) for p, r in zip((page, other), rows, strict=True))
    return mine, theirs


def _principal_differs(facts: Facts, other: FrontPage) -> dict[str, Any] | None:
    found = _first_codes(facts.page, other, CodeKind.DIAGNOSIS, facts)
    return {"other": other.text("principal_dx_code").strip()} if found and found[0] != found[1] else None


def _operation_differs(facts: Facts, other: FrontPage) -> dict[str, Any] | None:
    found = _first_codes(facts.page, other, CodeKind.PROCEDURE, facts)
    return {"other": other.text("op_code").strip()} if found and found[0] != found[1] else None


def _total_differs(facts: Facts, other: FrontPage) -> dict[str, Any] | None:
    mine, theirs = facts.number("fee_total"), other.number("fee_total")
    return {"other": f"{theirs:.2f}"} if theirs is not None and abs(mine - theirs) >= _CENT else None


_CENT = read_number("0.01") or 0
_SETTLEMENT: Mapping[str, Callable[[Facts, FrontPage], dict[str, Any] | None]] = {
    "principal": _principal_differs,
    "main_operation": _operation_differs,
    "total": _total_differs,
}


def mixed_editions(_rule: Rule, params: Params) -> Compiled:
    """Codes of one page that stand only in the clinical edition beside codes that stand only in the insurance one.

    Asks for both editions: the table of the insurance edition and a crosswalk from the clinical one.
    """
    params.done()

    def judge(facts: Facts) -> Iterator[Hit]:
        codes = facts.reference.codes
        sides: dict[str, Any] = {}
        asked = False
        for kind, crosswalk, rows in (
            (CodeKind.DIAGNOSIS, codes.dx_map, facts.dx),
            (CodeKind.PROCEDURE, codes.px_map, facts.px),
        ):
            if crosswalk is None or codes.library(kind).headings_only:
                continue
            asked = True
            for row in rows:
                edition = _only_in(row.raw, kind, crosswalk, facts)
                if edition:
                    sides.setdefault(edition, row)
        if not asked:
            raise UnknownError("没有同时载入临床版与医保版（完整码表和对照表），载入后可判断。")
        if len(sides) == 2:
            row = max(sides.values(), key=lambda r: r.index)
            one, two = sides["clinical"], sides["insurance"]
            yield Hit(values={"clinical": one.raw.strip(), "insurance": two.raw.strip(), **row_values(row)})

    return Compiled(judge, reads=ROWS)


def _only_in(text: str, kind: CodeKind, crosswalk: Crosswalk, facts: Facts) -> str:
    code = spelled(text, kind)
    if not code or not is_well_formed(code, kind):
        return ""
    in_insurance = facts.reference.codes.library(kind).get(code) is not None
    in_clinical = crosswalk.knows(code)
    if in_insurance == in_clinical:
        return ""
    return "clinical" if in_clinical else "insurance"
