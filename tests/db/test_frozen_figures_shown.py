"""What a closing froze, as it is shown to who sees no money, to who reads one ward, and to who reads none."""

from dataclasses import replace
from decimal import Decimal

import pytest

from coding.base.period import read_period
from coding.indicators.figures import FigureRow, GroupRow, MonthFigures, Scope
from coding.indicators.figures_json import figures_as_dict
from coding.indicators.shown_figures import shown_figures
from coding.review.people import Role
from coding.store.store import MonthKind
from coding.store.store_errors import StoreCorruptError
from coding.work.months import frozen_figures, the_month
from db.shared.tables.month_said import WithFigures
from tests.db.sealed import Department

MONTH = "2026-10"
ONE = Decimal(1)
CASES = FigureRow("cases", "入组病例数", Scope.HOSPITAL, "", MONTH, ONE, None, Decimal(3), "例")
WEIGHT = replace(CASES, id="total_weight", unit="权重")
COST = replace(CASES, id="mean_cost", unit="元")
WARDS = tuple(replace(row, scope=Scope.WARD, scope_value=w) for row in (CASES, COST) for w in ("内科", "外科"))
DOCTOR = replace(CASES, scope=Scope.DOCTOR, scope_value="张三")
GROUP = GroupRow(
    "ES23", "肺炎", 3, ONE, Decimal(3), Decimal(900), Decimal(300), Decimal(310), Decimal(7), Decimal(8), ONE, ONE
)
FIGURES = MonthFigures(
    read_period(MONTH), (CASES, WEIGHT, COST, *WARDS, DOCTOR), (GROUP,), 3, "s1", {"cases": (1, "没有分组结果")}
)


@pytest.fixture
def department(tmp_path):
    department = Department(tmp_path / "首页.sqlite")
    first = department.first
    first.note_month(MonthKind.OPENED, {}, month=MONTH)
    first.note_month(MonthKind.CLOSED, {"figures": figures_as_dict(FIGURES)}, month=MONTH)
    yield department
    department.close()


def shown(store):
    return frozen_figures(the_month(store, MONTH))


def test_who_sees_all_is_shown_what_was_frozen(department):
    assert shown(department.first) == FIGURES


def test_the_money_blind_are_shown_no_weight_and_no_yuan(department):
    found = shown(department.one_of(Role.CODER, is_money_blind=True))
    assert found.rows == (CASES, *(row for row in WARDS if row.id == "cases"), DOCTOR)
    (group,) = found.groups
    assert (group.drg, group.cases, group.mean_stay) == ("ES23", 3, Decimal(7))
    assert [group.weight, group.mean_cost, group.payment, group.balance, group.cost] == [None] * 5


def test_who_reads_one_ward_is_shown_that_ward_alone(department):
    found = shown(department.one_of(Role.READER, wards=frozenset({"内科"})))
    assert [(row.id, row.scope_value) for row in found.rows] == [("cases", "内科"), ("mean_cost", "内科")]
    assert found.groups == ()
    assert found.unjudged == {}


def test_who_sees_no_page_is_told_that_it_is_closed_and_no_figure(department):
    store = department.one_of(Role.ADMINISTRATOR)
    assert the_month(store, MONTH).is_closed
    assert shown(store) is None


def test_who_asks_for_the_state_of_a_month_unpacks_no_figure():
    said = WithFigures({"figures": "damaged", "stamp": "s1"})
    assert "figures" in said
    assert said["stamp"] == "s1"
    with pytest.raises(StoreCorruptError):
        said["figures"]


def test_a_figure_that_this_program_does_not_know_is_none_for_the_money_blind():
    frozen = figures_as_dict(replace(FIGURES, rows=(CASES, replace(COST, id="of_another_program"))))
    assert [row[0] for row in shown_figures(frozen, money=False, wards=())["rows"]] == ["cases"]
