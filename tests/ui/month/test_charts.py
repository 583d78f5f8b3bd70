"""Charts of the month: walked over by keyboard, every point opens its pages, the same figures as a table, on paper."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from coding.base.period import read_period
from coding.indicators.figures import FigureRow, GroupRow, MonthFigures, Scope
from coding.indicators.page_facts import PageFacts
from coding.work.month_charts import ChartKind, RuleHits, cost_bands, heat, pareto, top_groups, trend
from ui.app import application
from ui.month.chart_view import ChartView
from ui.theme.theme import apply_theme, current_theme

WARDS = ("心血管内科", "骨科", "心血管内科", "心血管内科", "")


def fact(number, **said):
    return PageFacts(str(number), "2026-10-07", ward=WARDS[number % len(WARDS)], **said)


FACTS = [
    (10, fact(0, drg="CB39", cost=500_000, reference_cost="10000")),
    (11, fact(1, drg="CB39", cost=1_000_000, reference_cost="10000")),
    (12, fact(2, drg="CC19", cost=4_000_000, reference_cost="10000")),
    (13, fact(3, drg="CC19", cost=None, reference_cost="10000")),
    (14, fact(4, drg="CC19", cost=100, reference_cost="")),
]
RULES = [RuleHits("R1", "一", (10, 11, 12)), RuleHits("R2", "二", (11,)), RuleHits("R3", "三", ())]


def figure(value, last=None):
    return FigureRow("cmi", "CMI", Scope.HOSPITAL, "", "", None, None, value, "", last_year=last)


MONTHS = [
    ("2026-08", figure(Decimal("1.01"), Decimal("0.99")), (1, 2)),
    ("2026-09", None, ()),
    ("2026-10", figure(Decimal("1.04")), (3,)),
]


@pytest.fixture
def view(qtbot):
    apply_theme(application(), False)
    made = ChartView()
    qtbot.addWidget(made)
    made.resize(900, 480)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.setFocus()
    return made


def press(view, key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(QApplication.focusWidget() or view, key, modifier)


# -- what is counted


def test_a_pareto_ranks_rules_by_their_pages_and_leaves_out_those_that_found_nothing():
    chart = pareto(RULES)
    assert [(p.label, p.value, p.pages) for p in chart.series[0].points] == [
        ("R1", 3.0, (10, 11, 12)),
        ("R2", 1.0, (11,)),
    ]
    assert [p.value for p in chart.series[1].points] == [75.0, 100.0]


def test_a_heat_map_has_a_cell_a_ward_and_rule_with_its_pages():
    chart = heat(RULES, FACTS)
    assert [one.name for one in chart.series] == ["心血管内科", "骨科"]
    assert [p.pages for p in chart.series[0].points] == [(10, 12), ()]
    assert [p.pages for p in chart.series[1].points] == [(11,), (11,)]


def test_bands_of_cost_count_what_has_both_and_say_how_many_have_not():
    chart = cost_bands(FACTS)
    counted = {p.label: p.pages for p in chart.series[0].points if p.pages}
    assert counted == {"0.5–0.7": (10,), "0.9–1.1": (11,), "≥3": (12,)}
    assert "2 份" in chart.note


def test_a_month_without_pages_is_a_gap_and_never_a_zero():
    chart = trend(MONTHS, "CMI", "", lambda row: f"CMI {row.value}")
    assert [p.value for p in chart.series[0].points] == [1.01, None, 1.04]
    assert [p.value for p in chart.series[1].points] == [0.99, None, None]
    assert chart.table()[1][1] == ("2026-09", "—", "—")


def test_groups_stand_beside_the_year_before_where_there_is_one():
    none = (None,) * 3
    groups = tuple(
        GroupRow(drg, "名", cases, None, None, Decimal(0), *none, None, None, None, last_year=last)
        for drg, cases, last in (("CB39", 2, 1), ("CC19", 3, None))
    )
    chart = top_groups(MonthFigures(read_period("2026-10"), (), groups, 5), FACTS)
    assert [p.pages for p in chart.series[0].points] == [(10, 11), (12, 13, 14)]
    assert [p.value for p in chart.series[1].points] == [1.0, None]


# -- by keyboard


def test_arrows_walk_over_a_heat_map_and_enter_opens_the_pages_of_the_cell(view):
    opened = []
    view.pages_wanted.connect(lambda words, pages: opened.append((words, pages)))
    view.show_chart(heat(RULES, FACTS))
    press(view, Qt.Key.Key_Down)
    press(view, Qt.Key.Key_Right)
    assert view.point.pages == (11,)
    assert "骨科" in view.told.text()
    press(view, Qt.Key.Key_Return)
    assert opened == [(view.point.told, [11])]
    press(view, Qt.Key.Key_Home)
    press(view, Qt.Key.Key_Up)
    assert view.point.pages == (10, 12)


def test_a_course_begins_at_its_end_and_a_point_without_pages_opens_nothing(view):
    opened = []
    view.pages_wanted.connect(lambda *told: opened.append(told))
    view.show_chart(trend(MONTHS, "CMI", "", lambda row: f"CMI {row.value}"))
    assert view.point.label == "2026-10"
    press(view, Qt.Key.Key_Left)
    press(view, Qt.Key.Key_Return)
    assert (view.point.label, opened) == ("2026-09", [])


def test_t_shows_the_same_figures_as_a_table_and_ctrl_c_copies_them(view):
    view.show_chart(pareto(RULES))
    press(view, Qt.Key.Key_T)
    assert view.is_table
    assert view.table.item(0, 0).text() == "R1"
    press(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text().splitlines()[1] == "R1\t3\t75"
    press(view, Qt.Key.Key_T)
    assert not view.is_table


def test_every_kind_is_drawn_in_both_themes_and_on_paper_in_the_light_one(view, tmp_path):
    made = [heat(RULES, FACTS), pareto(RULES), cost_bands(FACTS), trend(MONTHS, "CMI", "", str)]
    assert {chart.kind for chart in made} == set(ChartKind)
    for dark in (False, True):
        apply_theme(application(), dark)
        for chart in made:
            view.show_chart(chart)
            ground = view.grab().toImage()
            assert len({ground.pixel(x, 200) for x in range(0, 880, 5)}) > 1, chart.id
    assert current_theme().dark
    paper = view.paper()
    assert paper.pixelColor(2, paper.height() - 2).name() == "#ffffff"
    view.save_paper(tmp_path / "图.png")
    assert (tmp_path / "图.png").read_bytes().startswith(b"\x89PNG")
    apply_theme(application(), False)


def test_an_empty_chart_says_so_and_takes_keys(view):
    view.show_chart(pareto([]))
    assert "没有" in view.told.text()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Return, Qt.Key.Key_T):
        press(view, key)


def test_charts_that_were_shown_leave_nothing_that_a_change_of_theme_runs_into(qtbot):
    for dark in (True, False, True, False):
        made = ChartView()
        made.resize(500, 300)
        made.show_chart(trend(MONTHS, "CMI", "", str))
        made.show_chart(heat(RULES, FACTS))
        made.show()
        made.close()
        made.deleteLater()
        del made
        qtbot.wait(10)
        apply_theme(application(), dark)
