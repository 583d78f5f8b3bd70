"""Kinds that compare a page with the other stays of the same record or person in the batch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.codes.ranges import CodeSet
from coding.grouping.page_case import case_of
from coding.page.fields import field_catalogue, is_blank
from coding.rules.kind import Kind
from coding.rules.kinds.identity_kind import is_patients_own, read_card
from coding.rules.person_name import is_same_name
from coding.rules.rule import Compiled, Hit, Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from coding.page.front_page import FrontPage
    from coding.rules.facts import Facts
    from coding.rules.params import Params


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a rule says beside its ``check``; see ``neighbours``."""

    days: int
    planned: CodeSet
    complications: CodeSet
    but: CodeSet


def neighbours(_rule: Rule, params: Params) -> Compiled:
    """``check``: names, record_names, duplicate, counts, person, blood, records, overlap, readmitted, same_day,
    unplanned, related, transferred.

    ``days``: how far back a discharge is looked for. ``planned``: principal diagnoses of stays that are planned by
    their nature; ``complications``: those of treatment, which are related to any stay before; ``but``: diagnoses and
    procedures that let nothing be said.
    """
    check = params.word("check", tuple(_CHECKS))
    nothing = CodeSet.parse("")
    asked = _Asked(
        int(params.decimal("days") or 31),
        params.codes("planned", optional=True) or nothing,
        params.codes("complications", optional=True) or nothing,
        params.codes("but", optional=True) or nothing,
    )
    params.done()
    judge_pages = _CHECKS[check]

    def judge(facts: Facts) -> Iterator[Hit]:
        others = facts.other_stays
        if others:
            yield from judge_pages(facts, others, asked)

    return Compiled(judge, frozenset({"neighbours"}), beside_stays=True)


def _stay(page: FrontPage) -> tuple[datetime, datetime] | None:
    began, ended = page.moment("admission_datetime"), page.moment("discharge_datetime")
    return (began, ended) if began and ended else None


def same_case(one: FrontPage, two: FrontPage) -> bool:
    """True when both pages carry the same record number (of one organisation)."""
    if is_blank(one.case_no) or one.case_no.strip() != two.case_no.strip():
        return False
    mine, theirs = one.text("org_code").strip(), two.text("org_code").strip()
    return is_blank(mine) or is_blank(theirs) or mine == theirs


def same_card(one: FrontPage, two: FrontPage) -> bool:
    """True when both pages carry the same sound identity number, and on neither it is a guardian's."""
    first, second = read_card(one.text("id_no")), read_card(two.text("id_no"))
    if first is None or second is None or first != second or not first.check_is_right:
        return False
    return is_patients_own(one, first) and is_patients_own(two, first)


def other_names(one: FrontPage, two: FrontPage) -> bool:
    """True when the pages name two persons; an infant gets its name after its first stay."""
    is_infants = any(p.number("age_years") == 0 for p in (one, two))
    return not is_infants and not is_same_name(one.text("patient_name"), two.text("patient_name"))


def same_identity(one: FrontPage, two: FrontPage) -> bool:
    """True when both pages carry the same sound identity number of the patient's own, and not the names of two."""
    return same_card(one, two) and not other_names(one, two)


def same_person(one: FrontPage, two: FrontPage) -> bool:
    """True when record number or identity number agree; not where the pages name two persons."""
    return (same_case(one, two) or same_card(one, two)) and not other_names(one, two)


def _is_of(same: Callable[[FrontPage, FrontPage], bool], facts: Facts, other: FrontPage) -> bool:
    """Whether another stay is of the same case, identity or person: asked by many rules, told once for a page."""
    key = same, id(other)  # the context holds it as long as the facts
    if key not in facts.reckoned:
        facts.reckoned[key] = same(facts.page, other)
    return facts.reckoned[key] is True


def _shown(page: FrontPage) -> str:
    where = f"第{page.origin.row}行" if page.origin.row else ""
    return f"{page.case_no}{where}"


def _names(facts: Facts, others: tuple[FrontPage, ...], _asked: _Asked) -> Iterator[Hit]:
    yield from _two_names(facts, others, same_card)


def _record_names(facts: Facts, others: tuple[FrontPage, ...], _asked: _Asked) -> Iterator[Hit]:
    yield from _two_names(facts, others, same_case)


def _two_names(
    facts: Facts, others: tuple[FrontPage, ...], agree: Callable[[FrontPage, FrontPage], bool]
) -> Iterator[Hit]:
    """The first stay that agrees with this one and is under another name."""
    for other in others:
        if agree(facts.page, other) and other_names(facts.page, other):
            yield Hit(values={"other": _shown(other), "theirs": other.text("patient_name").strip()})
            return


def _duplicate(facts: Facts, others: tuple[FrontPage, ...], _asked: _Asked) -> Iterator[Hit]:
    times = facts.value("admission_times")
    for page in others:
        if _is_of(same_case, facts, page) and page.number("admission_times") == times:
            yield Hit(values={"other": _shown(page)})
            return


def _counts(facts: Facts, others: tuple[FrontPage, ...], _asked: _Asked) -> Iterator[Hit]:
    times, discharged = facts.number("admission_times"), facts.moment("discharge_datetime")
    for page in others:
        if not _is_of(same_case, facts, page):
            continue
        theirs, then = page.number("admission_times"), page.moment("discharge_datetime")
        if theirs is None or then is None or then == discharged or theirs == times:
            continue
        if (theirs < times) != (then < discharged):
            yield Hit(values={"other": _shown(page), "times": theirs})
            return


def _person(facts: Facts, others: tuple[FrontPage, ...], _asked: _Asked) -> Iterator[Hit]:
    page = facts.page
    for other in others:
        if not _is_of(same_identity, facts, other):
            continue
        for key in ("sex", "birth_date"):
            mine = page.date(key) if key == "birth_date" else page.text(key).strip()
            theirs = other.date(key) if key == "birth_date" else other.text(key).strip()
            if mine and theirs and mine != theirs:
                values = {"other": _shown(other), "what": field_catalogue().label(key)}
                yield Hit(field=key, values=values)
                return


def _blood(facts: Facts, others: tuple[FrontPage, ...], asked: _Asked) -> Iterator[Hit]:
    known = {"abo_blood": ("1", "2", "3", "4"), "rh_blood": ("1", "2")}
    if any(row.code in asked.but for row in (*facts.dx, *facts.px)):
        return
    for other in others:
        if not _is_of(same_person, facts, other):
            continue
        for key, values in known.items():
            mine, theirs = facts.page.text(key).strip(), other.text(key).strip()
            if mine in values and theirs in values and mine != theirs:
                yield Hit(
                    field=key, values={"other": _shown(other), "theirs": field_catalogue().value_label(key, theirs)}
                )
                return


def _records(facts: Facts, others: tuple[FrontPage, ...], _asked: _Asked) -> Iterator[Hit]:
    mine = facts.page.case_no.strip()
    for other in others:
        theirs = other.case_no.strip()
        if mine and theirs and mine != theirs and _is_of(same_identity, facts, other):
            yield Hit(values={"other": theirs})
            return


def _overlap(facts: Facts, others: tuple[FrontPage, ...], _asked: _Asked) -> Iterator[Hit]:
    mine = _stay(facts.page)
    for other in others:
        theirs = _stay(other)
        if mine is None or theirs is None or not _is_of(same_person, facts, other):
            continue
        # the same stay twice, under the same count: told by another rule
        is_twice = facts.page.number("admission_times") == other.number("admission_times")
        same_stay = _is_of(same_case, facts, other) and mine == theirs and is_twice
        if not same_stay and mine[0] < theirs[1] and theirs[0] < mine[1]:
            yield Hit(values={"other": _shown(other)})
            return


def _before(facts: Facts, others: tuple[FrontPage, ...]) -> tuple[FrontPage, int, float] | None:
    """The last stay of the same person before this one, days and hours between."""
    admitted = facts.moment("admission_datetime")
    found: tuple[FrontPage, int, float] | None = None
    for other in others:
        left = other.moment("discharge_datetime")
        if left is None or not _is_of(same_person, facts, other) or left.date() > admitted.date():
            continue
        entered = other.moment("admission_datetime")
        if entered is not None and entered > admitted:
            continue
        gap = (admitted.date() - left.date()).days
        if found is None or gap < found[1]:
            found = (other, gap, (admitted - left).total_seconds() / 3600)
    return found


def _readmitted(facts: Facts, others: tuple[FrontPage, ...], asked: _Asked) -> Iterator[Hit]:
    before = _before(facts, others)
    if before is None or before[1] > asked.days or facts.principal is None:
        return
    page, gap, _ = before
    mine, theirs = facts.principal.code, page.text("principal_dx_code").strip().upper()
    planned = mine in asked.planned or page.text("readmit_plan_31d").strip() == "2"
    if page.text("discharge_way").strip() == "1" and mine and mine[:3] == theirs[:3] and not planned:
        yield Hit(values={"n": gap, "other": _shown(page)})


def _related(facts: Facts, others: tuple[FrontPage, ...], asked: _Asked) -> Iterator[Hit]:
    """Within ``days`` for the same MDC, or for a complication of treatment."""
    before = _before(facts, others)
    if before is None or not 0 <= before[1] <= asked.days or facts.principal is None or facts.maybe_newborn:
        return
    page, gap, _ = before
    code = facts.principal.code
    if not code or code in asked.planned or page.text("readmit_plan_31d").strip() == "2":
        return
    then = facts.reference.scheme.group(case_of(page, facts.reference.codes))
    is_same = then.is_placed and then.mdc == facts.grouping.mdc
    if is_same or code in asked.complications:
        yield Hit(values={"n": gap, "other": _shown(page)})


def _transferred(facts: Facts, others: tuple[FrontPage, ...], asked: _Asked) -> Iterator[Hit]:
    """Left for another hospital, which belongs to the same reporting body and took the person in."""
    left = facts.moment("discharge_datetime")
    for other in others:
        came = other.moment("admission_datetime")
        elsewhere = other.text("org_code").strip() != facts.page.text("org_code").strip()
        if came is None or not elsewhere or not _is_of(same_identity, facts, other):
            continue
        if facts.value("discharge_way") == "2" and 0 <= (came.date() - left.date()).days <= asked.days:
            yield Hit(values={"other": _shown(other)})
            return


def _same_day(facts: Facts, others: tuple[FrontPage, ...], _asked: _Asked) -> Iterator[Hit]:
    before = _before(facts, others)
    if before is not None and before[1] <= 1 and (before[1] == 0 or before[2] <= 24):
        yield Hit(values={"other": _shown(before[0])})


def _unplanned(facts: Facts, others: tuple[FrontPage, ...], asked: _Asked) -> Iterator[Hit]:
    before = _before(facts, others)
    if before is None or not 0 < before[1] <= asked.days or facts.maybe_newborn:
        return
    page, gap, _ = before
    mine = facts.principal.code if facts.principal else ""
    if page.text("readmit_plan_31d").strip() == "1" and mine not in asked.planned:
        then = page.text("principal_dx_name")
        yield Hit(values={"n": gap, "other": _shown(page), "then": then, "this": mine})


_CHECKS: dict[str, Callable[[Facts, tuple[FrontPage, ...], _Asked], Iterator[Hit]]] = {
    "names": _names,
    "record_names": _record_names,
    "duplicate": _duplicate,
    "counts": _counts,
    "person": _person,
    "blood": _blood,
    "records": _records,
    "overlap": _overlap,
    "readmitted": _readmitted,
    "same_day": _same_day,
    "unplanned": _unplanned,
    "related": _related,
    "transferred": _transferred,
}


KINDS = (
    Kind(
        "neighbours",
        "与其他住院比较",
        neighbours,
        "与同一人、同一病案号的其他住院比较",
        "`check=names/record_names/duplicate/counts/person/blood/records/overlap/readmitted/same_day/"
        "unplanned/related/transferred` "
        "(`days`) (`planned=范围` 本来就有计划的住院) (`complications=范围` 诊疗并发症) (`but=范围` 有其一则不判断)；"
        "首页与结算清单不互相算作重复",
    ),
)
