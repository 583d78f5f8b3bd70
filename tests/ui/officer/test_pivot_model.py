"""The pivot as a model and a view: what is sorted, narrowed, told in words and drawn."""

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtTest import QAbstractItemModelTester

from coding.indicators.pivot import PivotRow, Share
from ui.officer.pivot_delegate import spark_points
from ui.officer.pivot_model import COURSE, NAME, NOT_JUDGED, RATE, SHARE, PivotModel, rate_words, share_words

MONTHS = ("2026-09", "2026-10")


def row(key, *shares):
    return PivotRow(key, Share(sum(s.above for s in shares), sum(s.below for s in shares)), shares)


ROWS = (
    row("外科", Share(5, 20), Share(10, 20)),
    row("内科", Share(9, 10), Share(0, 90)),
    row("空科", Share(), Share()),
    row("儿科", Share(), Share(1, 2)),
)


@pytest.fixture
def model(qtbot):
    model = PivotModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(ROWS, lambda one: one.key, MONTHS)
    return model


def names(model):
    return [model.name(at) for at in range(model.rowCount())]


def test_rows_keep_their_order_until_another_is_chosen(model):
    assert names(model) == ["外科", "内科", "空科", "儿科"]
    model.sort(SHARE, Qt.SortOrder.DescendingOrder)
    assert names(model) == ["外科", "内科", "儿科", "空科"]
    model.sort(RATE, Qt.SortOrder.DescendingOrder)
    assert names(model) == ["儿科", "外科", "内科", "空科"]
    model.sort(COURSE, Qt.SortOrder.DescendingOrder)
    assert names(model)[0] == "外科", "its last month lies highest above its six"
    model.sort(RATE, Qt.SortOrder.AscendingOrder)
    assert names(model)[-1] == "空科", "what nobody judged stays last whichever way"
    model.show(ROWS, lambda one: one.key, MONTHS)
    assert names(model)[0] == "内科", "the order outlives another counting"
    model.own_order()
    model.show(ROWS, lambda one: one.key, MONTHS)
    assert names(model)[0] == "外科"


def test_what_is_typed_narrows_the_rows(model):
    model.narrow("科")
    assert model.rowCount() == 4
    model.narrow(" 儿 ")
    assert names(model) == ["儿科"]
    assert model.place_of("外科") is None
    model.narrow("")
    assert model.place_of("儿科") == 3


def test_nobody_judged_is_said_and_few_are_told_apart(model):
    assert (share_words(Share()), rate_words(Share())) == (NOT_JUDGED, "—")
    assert rate_words(Share(1, 2)) == "(50.0 %)"
    assert rate_words(Share(1, 10)) == "10.0 %"
    muted = model.data(model.index(3, NAME), Qt.ItemDataRole.ForegroundRole)
    assert muted is not None
    assert model.data(model.index(0, NAME), Qt.ItemDataRole.ForegroundRole) is None


def test_the_line_is_told_in_words(model):
    told = model.data(model.index(3, COURSE), Qt.ItemDataRole.AccessibleTextRole)
    assert told == "2026-09 未判定，2026-10 50.0 %（1/2）"
    assert told in model.data(model.index(3, NAME), Qt.ItemDataRole.AccessibleTextRole)


def test_the_line_has_gaps_where_nobody_judged():
    box = QRectF(0, 0, 100, 20)
    points = spark_points([None, 0.0, 0.5], box)
    assert points[0] is None
    assert (points[1].x(), points[1].y()) == (50, 20)
    assert (points[2].x(), points[2].y()) == (100, 0)
    assert spark_points([0.0, 0.0], box)[0].y() == 20, "a month without a finding lies at the bottom"
