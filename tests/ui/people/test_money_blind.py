"""Who is money-blind sees no weight and no yuan of a group, in any view of the window."""

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QListView, QTableView, QTableWidget, QTreeWidget, QWidget

from coding.store.kept_audit import AuditQuery, Deed
from coding.store.store import Sort
from tests.ui.people.conftest import CODER, PASSWORD, USER
from ui.drawer.registry import ALL_PANELS


@pytest.fixture
def blind(house, sign_in_as):
    seeing = house.start(sign_in_as(USER, PASSWORD))  # the pages are judged, their weights kept
    house.wait(lambda: not seeing.runner.running)
    house.end()
    own = house.let_in("zhoumin", "周敏", CODER, is_money_blind=True)
    window = house.start(sign_in_as("zhoumin", own))
    window.pages.open(next(i for i in window.worklist.ids if window.session.store.page(i).case_no == "000001"))
    house.wait(lambda: not window.runner.running)
    return window


def texts(window):
    for one in (window, *window.findChildren(QWidget)):
        if not one.isVisible():
            continue
        yield one.toolTip()
        yield one.accessibleDescription()
        if isinstance(one, QLabel):
            yield one.text()
        if isinstance(one, QTableWidget):
            yield from (one.item(y, x).text() for y in range(one.rowCount()) for x in range(one.columnCount())
                        if one.item(y, x) and not one.isColumnHidden(x))  # fmt: skip
        if isinstance(one, QTableView | QListView) and not isinstance(one, QTableWidget):
            yield from cells(one)
        if isinstance(one, QTreeWidget):
            yield from (one.topLevelItem(y).text(x) for y in range(one.topLevelItemCount())
                        for x in range(one.columnCount()) if not one.isColumnHidden(x))  # fmt: skip


def cells(view):
    """What a view of a model shows, and says of it to a screen reader and in tips."""
    model = view.model()
    columns = model.columnCount() if isinstance(view, QTableView) else 1
    for row in range(min(model.rowCount(), 60)):
        for column in range(columns):
            if isinstance(view, QTableView) and view.isColumnHidden(column):
                continue
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
                told = model.index(row, column).data(role)
                if isinstance(told, str):
                    yield told


def test_no_weight_and_no_payment_in_any_panel(house, blind):
    session = blind.session
    price = session.examination.price
    assert price.weight is not None
    assert not session.sees_money
    weight = re.compile(rf"(?<![\d.]){re.escape(f'{price.weight:.2f}'.rstrip('0'))}")
    for panel in ALL_PANELS:
        blind.show_panel(panel.key)
        house.wait(lambda: not blind.runner.running)
        shown = [text for text in texts(blind) if text]
        assert not [t for t in shown if "支付估算" in t or "差额" in t], panel.key
        assert not [t for t in shown if "权重 " in t or weight.search(t)], panel.key


def test_the_list_neither_tells_nor_sorts_by_weight(blind):
    model = blind.worklist.model
    for place in range(model.rowCount()):
        assert model.row(place).weight is None
        assert "权重" not in model.data(model.index(place, 0), Qt.ItemDataRole.ToolTipRole)
    assert blind.worklist.sorts.findData(Sort.WEIGHT) == -1


def test_what_is_about_money_is_barred_and_says_for_whom_it_is(blind, house):
    for id_ in ("payment_of_month", "paid_results", "own_weights", "compare_schemes", "insurer_proof"):
        assert not blind.actions_[id_].isEnabled(), id_
        assert "查看权重和金额" in blind.actions_[id_].toolTip()
    refused = house.store().audit(AuditQuery(deeds=frozenset({Deed.REFUSED})))
    assert [entry.about for entry in refused] == []
