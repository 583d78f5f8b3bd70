"""Every figure of every scope, computed a second way and equal to the last digit, over invented hospitals."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from coding.base.period import read_period
from coding.indicators.compute import figures_of
from coding.indicators.figures import Scope
from coding.indicators.frame import facts_frame
from coding.indicators.indicator import indicators
from tests.indicators.invented import GROUPS, Invented
from tests.indicators.second_way import SECOND, payer, value

TEAMS = (
    ("甲医生", "东组", date(2026, 1, 1), date(2026, 6, 30)),
    ("甲医生", "西组", date(2026, 7, 1), None),
    ("乙医生", "东组", None, None),
    ("无此人", "空组", None, None),
)
CLASSES = {"骨科一": "外科", "骨科二": "外科", "产科": "妇产", "没有病人的病区": "空"}
RISKS = {GROUPS[0]: "低风险组", GROUPS[1]: "高", GROUPS[2]: "看不懂"}
DIGITS = {one.id: one.digits for one in indicators().values()}
UNITS = {one.id: one.unit for one in indicators().values()}


def _held(pages, period):
    days = [(page, datetime.fromisoformat(page.discharged).date()) for page in pages if page.discharged]
    return [page for page, day in days if period.first <= day <= period.last]


def _with_tables(pages):
    """The pages with team and risk as the tables say, written out by hand."""
    found = []
    for page in pages:
        day = datetime.fromisoformat(page.discharged).date()
        team = page.team
        if page.doctor == "乙医生":
            team = "东组"
        elif page.doctor == "甲医生" and day.year == 2026:
            team = "东组" if day.month <= 6 else "西组"
        elif page.doctor == "甲医生" and day.year > 2026:
            team = "西组"
        risk = {GROUPS[0]: "low", GROUPS[1]: "high"}.get(page.drg, page.risk)
        found.append(replace(page, team=team, risk=risk))
    return found


def _part(page, scope):
    match scope:
        case Scope.HOSPITAL:
            return ""
        case Scope.WARD_CLASS:
            return CLASSES.get(page.ward)
        case Scope.WARD:
            return page.ward or "未填写"
        case Scope.TEAM:
            return page.team or None
        case Scope.DOCTOR:
            return page.doctor or "未填写"
        case Scope.CODER:
            return page.coder or "未填写"
        case Scope.GROUP:
            return page.drg or None
        case Scope.INSURED:
            return payer(page) or "未填写"
    return None


def _by_part(pages, scope):
    found = {"": []} if scope is Scope.HOSPITAL else {}
    for page in pages:
        part = _part(page, scope)
        if part is not None:
            found.setdefault(part, []).append(page)
    return found


def _second(id_, pages):
    numerator, denominator, silent = SECOND[id_](pages)
    return numerator, denominator, value(numerator, denominator, UNITS[id_], DIGITS[id_]), int(silent)


def _agrees(shown, exact):
    """A numerator is shown to six places."""
    if exact is None:
        return shown is None
    return abs(Decimal(exact.numerator) / Decimal(exact.denominator) - shown) <= Decimal("0.0000005")


def test_the_second_way_knows_every_indicator_that_the_pages_give():
    computed = {one.id for one in indicators().values() if one.form == ""}
    assert computed == SECOND.keys()


@pytest.mark.parametrize(
    ("seed", "number", "name"),
    [(1, 260, "2026"), (2, 160, "2026-H2"), (3, 160, "2026-Q1"), (4, 300, "2026-10"), (5, 300, "2026-W40"),
     (6, 200, "2026-10-31"), (7, 1, "2026"), (8, 0, "2026"), (9, 30, "2026-02")],
)  # fmt: skip
def test_every_figure_is_the_same_when_computed_a_second_way(seed, number, name):
    hospital, period = Invented(seed), read_period(name)
    given, before, year_ago = (hospital.pages(number, year) for year in (2026, 2026, 2025))
    figures = figures_of(
        facts_frame(given),
        period,
        before=facts_frame(before),
        last_year=facts_frame(year_ago),
        teams=TEAMS,
        ward_classes=CLASSES,
        risks=RISKS,
    )
    pages, former, then = (
        _with_tables(_held(of, spell))
        for of, spell in ((given, period), (before, period.before), (year_ago, period.year_before))
    )
    assert figures.pages == len(pages)
    met = set()
    for id_ in SECOND:
        for scope in indicators()[id_].scopes:
            parts, parts_before, parts_then = (_by_part(of, scope) for of in (pages, former, then))
            rows = figures.of(id_, scope)
            assert [row.scope_value for row in rows] == sorted(parts), (id_, scope)
            for row in rows:
                met.add(row.id)
                numerator, denominator, expected, silent = _second(id_, parts[row.scope_value])
                assert row.value == expected, (id_, scope, row.scope_value)
                assert _agrees(row.numerator, numerator), (id_, scope, row.scope_value)
                assert _agrees(row.denominator, denominator), (id_, scope, row.scope_value)
                assert row.not_judged == silent, (id_, scope, row.scope_value)
                of_before, of_then = (
                    _second(id_, of[row.scope_value])[2] if all_ and row.scope_value in of else None
                    for of, all_ in ((parts_before, former), (parts_then, then))
                )
                assert row.last_period == of_before, (id_, scope, row.scope_value)
                assert row.last_year == of_then, (id_, scope, row.scope_value)
                change = None if expected is None or not of_then else (expected - of_then) / of_then
                shown = None if change is None else value(_fraction(expected, of_then), None, "", 4)
                assert row.change == shown, (id_, scope, row.scope_value)
    assert met == SECOND.keys()


def _fraction(now, then):
    return (Fraction(now) - Fraction(then)) / Fraction(then)
