"""Kinds that set the page beside other papers of the stay: note times, the settlement list, the other edition."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from coding.base.dates import read_moment
from coding.base.numbers import read_number
from coding.codes.edition import insurance_code, spelled
from coding.codes.entry import CodeKind
from coding.codes.parse import is_well_formed
from coding.page.fields import field_catalogue, is_blank
from coding.rules.kind import Kind
from coding.rules.kinds.code_kinds import ROWS
from coding.rules.kinds.neighbour_kinds import same_case
from coding.rules.rule import Compiled, Hit, Rule
from coding.rules.unjudged import BlankError, UnknownError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from coding.codes.crosswalk import Crosswalk
    from coding.page.context import Context
    from coding.page.front_page import FrontPage
    from coding.rules.facts import Facts
    from coding.rules.page_rows import PageRow, ProcedureRow
    from coding.rules.params import Params
    from coding.rules.rule_value import Value

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
        rows = [p for p in facts.px if p.kind.is_surgical and p.code]
        notes = items(facts)
        for number, row in enumerate(rows):
            values: dict[str, Value] = {**row.words, "op_name": row.shown_name}
            if number >= len(notes):
                yield Hit(values=values, message=f"手术【{row.shown_name}】没有手术记录完成时间")
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
    """The front page beside the settlement list of the same stay: the one that was read with it, or is kept with it.

    ``check``: principal, main_operation, total.
    """
    check = params.word("check", tuple(_SETTLEMENT))
    params.done()
    differs = _SETTLEMENT[check]

    def judge(facts: Facts) -> Iterator[Hit]:
        if facts.page.is_settlement_list:
            return
        found = differs(facts, _list_of(facts))
        if found is not None:
            yield Hit(values=found)

    return Compiled(judge)


def _list_of(facts: Facts) -> FrontPage:
    """The settlement list of the stay; raises where there is none."""
    found = list_of(facts.page, facts.context)
    if found is None:
        raise UnknownError("没有同一次住院的结算清单，与首页一并检查或读入后可判断。")
    return found


def list_of(page: FrontPage, context: Context) -> FrontPage | None:
    """The settlement list of the stay: the one that is kept with the page, or stands among its neighbours."""
    others = (p for p in context.neighbours or () if p.is_settlement_list and _same_stay(p, page))
    return page.settlement or next(others, None)


def _same_stay(one: FrontPage, two: FrontPage) -> bool:
    first, second = one.date("discharge_datetime"), two.date("discharge_datetime")
    return same_case(one, two) and first is not None and first == second


def _insurance(page: FrontPage, code: str, kind: CodeKind, facts: Facts) -> str:
    """A code as the insurance edition writes it, where a crosswalk was imported; a settlement list speaks it itself."""
    return spelled(insurance_code(page, code, kind, facts.reference.codes), kind)


def _first_codes(page: FrontPage, other: FrontPage, kind: CodeKind, facts: Facts) -> tuple[str, str] | None:
    found = [_first_code(p, kind) for p in (page, other)]
    if any(is_blank(code) for code in found):
        return None
    mine, theirs = (_insurance(p, code, kind, facts) for p, code in zip((page, other), found, strict=True))
    return mine, theirs


def _first_code(page: FrontPage, kind: CodeKind) -> str:
    """The code of the principal diagnosis or of the main procedure as it stands; "" where there is no row."""
    rows = page.diagnoses if kind is CodeKind.DIAGNOSIS else page.procedures
    return rows[0].code if rows else ""


def _principal_differs(facts: Facts, other: FrontPage) -> dict[str, Value] | None:
    if is_blank(_first_code(other, CodeKind.DIAGNOSIS)):
        raise UnknownError("同一次住院的结算清单没有主要诊断编码，补齐清单后可判断。")
    found = _first_codes(facts.page, other, CodeKind.DIAGNOSIS, facts)
    return {"other": other.text("principal_dx_code").strip()} if found and found[0] != found[1] else None


def _operation_differs(facts: Facts, other: FrontPage) -> dict[str, Value] | None:
    found = _first_codes(facts.page, other, CodeKind.PROCEDURE, facts)
    return {"other": other.text("op_code").strip()} if found and found[0] != found[1] else None


def _total_differs(facts: Facts, other: FrontPage) -> dict[str, Value] | None:
    mine, theirs = facts.number("fee_total"), other.number("fee_total")
    if theirs is None:
        raise UnknownError("同一次住院的结算清单没有费用合计，补齐清单的收费项目后可判断。")
    return {"other": f"{theirs:.2f}"} if abs(mine - theirs) >= _CENT else None


_CENT = read_number("0.01") or 0
_SETTLEMENT: Mapping[str, Callable[[Facts, FrontPage], dict[str, Value] | None]] = {
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
        sides: dict[str, PageRow] = {}
        asked = False
        for kind, crosswalk, rows in (
            (CodeKind.DIAGNOSIS, codes.dx_map, facts.rows("diagnoses")),
            (CodeKind.PROCEDURE, codes.px_map, facts.rows("procedures")),
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
            yield Hit(values={"clinical": one.raw.strip(), "insurance": two.raw.strip(), **row.words})

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


KINDS = (
    Kind(
        "deadline",
        "记录按时完成",
        deadline,
        "逐条的记录是否按时完成。栏目用分号列出，每条写成“开始或结束时间>完成时间”",
        "`hours=24; per=items/procedures`（procedures：按手术顺序各一条，可只写完成时间，以手术日期为准；"
        "缺的也报）；给出 `{i}` `{h}`",
    ),
    Kind(
        "settlement",
        "与结算清单比较",
        settlement,
        "与一并检查或读入的同一次住院的结算清单比较",
        "`check=principal/main_operation/total`；给出 `{other}`",
    ),
    Kind("mixed_editions", "两版编码混用", mixed_editions, "同一首页混用临床版与医保版编码（须载入完整码表和对照表）"),
)
