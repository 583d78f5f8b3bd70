"""The strip: all that is said of the group in one line, what a row that is looked at would do, what is cut first."""

from dataclasses import replace

import pytest
from PySide6.QtGui import QFontMetrics

from coding.knowledge.knowledge import load_knowledge
from coding.page.edits import move_row, set_field
from coding.page.front_page import FrontPage
from coding.page.reading import Reading
from coding.page.rows import Diagnosis, Procedure
from db.sqlite.sqlite_store import SqliteStore
from tests.ui.at_work import workplace_of
from ui.group_line import GroupLine, Piece
from ui.header import PageStrip
from ui.panels.reason import ReasonDialog
from ui.session import Session

PAGE = FrontPage(
    {"case_no": "000001", "sex": "2", "age_years": "54", "admission_times": "1", "los_days": "5", "fee_total": "9000"},
    (Diagnosis("J18.900", "肺炎", "1"), Diagnosis("K35.800", "急性阑尾炎", "1")),
    (Procedure("47.0100", "腹腔镜阑尾切除术", "2024-03-02", "3"),),
)


@pytest.fixture(scope="module")
def knowledge():
    return load_knowledge()


@pytest.fixture
def session(tmp_path, knowledge):
    store = SqliteStore(tmp_path / "strip.sqlite")
    session = Session(store, knowledge)
    session.open(store.import_reading(Reading("试.csv", "n041", "utf-8", (), (PAGE,))).added[0])
    yield session
    session.close_page()
    store.close()


@pytest.fixture
def strip(qtbot, session):
    place = workplace_of(session, qtbot)
    strip = PageStrip(place)
    strip.workplace = place  # lives as long as the strip
    strip.resize(1366, 50)
    qtbot.addWidget(strip)
    strip.show()
    return strip


def swap(session):
    return move_row(session.page, "diagnosis", 1, 0)


def test_group_name_weight_payment_and_cost_stand_in_one_line(strip, session):
    grouping, price = session.examination.grouping, session.examination.price
    text = strip.group.text()
    for told in (grouping.drg, grouping.name, f"{price.weight:g}", f"支付估算 ¥ {price.payment:,.0f}", "费用 ¥ 9,000"):
        assert told in text
    assert "差额" in text
    assert "→" not in text, "the page is as it came in"
    tip = strip.group.toolTip()
    assert "内置通用方案" in tip
    assert "演示费率" in tip
    assert grouping.mdc in tip
    assert strip.group.accessibleDescription() == strip.told.in_full()


def test_where_the_group_is_another_one_than_it_came_in_the_move_and_its_evidence_are_told(qtbot, strip, session):
    before = session.examination
    session.apply(swap(session))
    after = session.examination
    assert before.grouping.drg != after.grouping.drg
    share = abs(after.price.weight - before.price.weight) / before.price.weight
    sign = "▲" if after.price.weight > before.price.weight else "▼"
    assert f"{before.grouping.drg} → {after.grouping.drg} {sign}{share:.0%}".replace("%", " %") in strip.group.text()
    qtbot.waitUntil(lambda: "依据未写 F7" in strip.group.text())
    strip.group.pressed.emit()
    dialog = strip.findChild(ReasonDialog)
    dialog.words.setPlainText("3月2日手术记录")
    dialog.accept()
    assert "依据未写" not in strip.group.text()
    assert "依据已写" in strip.group.text()


def test_raising_and_lowering_are_told_in_the_same_words_and_colours(qtbot, strip, session):
    def told():
        qtbot.waitUntil(lambda: "依据未写" in strip.group.text())
        said = [piece for piece in strip.group.pieces if "→" in piece.text or "依据" in piece.text]
        return [(piece.role, piece.is_bold) for piece in said], strip.group.text()

    session.apply(swap(session))
    first, one = told()
    other_way = replace(PAGE, values={**PAGE.values, "case_no": "2"}, diagnoses=PAGE.diagnoses[::-1])
    session.open(session.store.import_reading(Reading("二.csv", "n041", "utf-8", (), (other_way,))).added[0])
    session.apply(swap(session))
    second, other = told()
    assert first == second
    assert ("▲" in one) != ("▲" in other)


def test_who_sees_no_money_is_told_of_the_group_alone(qtbot, session, monkeypatch):
    monkeypatch.setattr(Session, "sees_money", property(lambda _: False))
    place = workplace_of(session, qtbot)
    strip = PageStrip(place)
    qtbot.addWidget(strip)
    before = session.examination.grouping.drg
    shift = session.preview(swap(session))
    session.considered.emit(shift)
    assert strip.group.text().startswith(f"如采用：{before} → {shift.after.grouping.drg}")
    assert "%" not in strip.group.text()
    session.considered.emit(None)
    session.apply(swap(session))
    place.evidence.look()
    text = strip.group.text()
    assert f"{before} → {session.examination.grouping.drg}" in text
    assert "依据未写 F7" in text
    for money in ("权重 ", "支付估算", "费用 ", "差额", "¥", "%", f"{session.examination.price.weight:g}"):
        assert money not in text + strip.group.toolTip(), money


def test_why_there_is_no_group_is_told_in_the_line(strip, session):
    session.apply(set_field(session.page, "principal_dx_code", "Q"))
    assert session.examination.grouping.drg == "0000"
    assert "主要诊断" in strip.told.warning
    assert strip.told.warning in strip.group.text()
    session.undo()
    assert not strip.told.warnings


def test_a_row_that_is_looked_at_is_told_in_the_same_place_and_goes_again(strip, session):
    stood, size = strip.group.text(), strip.sizeHint()
    place = strip.group.geometry()
    shift = session.preview(swap(session))
    session.considered.emit(shift)
    text = strip.group.text()
    assert text.startswith(f"如采用：{shift.before.grouping.drg} → {shift.after.grouping.drg}")
    assert "▲" in text or "▼" in text
    assert "须写依据" in text
    assert (strip.sizeHint(), strip.group.geometry()) == (size, place)
    session.considered.emit(None)
    assert strip.group.text() == stood


def test_a_change_that_is_made_ends_what_was_only_looked_at(strip, session):
    session.considered.emit(session.preview(swap(session)))
    session.apply(swap(session))
    assert "如采用" not in strip.group.text()


def test_considering_asks_neither_store_nor_rules(strip, session, monkeypatch):
    shift = session.preview(swap(session))

    def refuse(*_given, **_named):
        raise AssertionError("it must only paint")

    for name in ("rows", "original", "history", "page", "paid_results"):
        monkeypatch.setattr(session.store, name, refuse)
    session.considered.emit(shift)
    session.considered.emit(None)


def test_before_the_knowledge_is_there_it_says_that_it_waits(qtbot, tmp_path, knowledge):
    store = SqliteStore(tmp_path / "early.sqlite")
    session = Session(store)
    session.open(store.import_reading(Reading("试.csv", "n041", "utf-8", (), (PAGE,))).added[0])
    place = workplace_of(session, qtbot)
    strip = PageStrip(place)
    qtbot.addWidget(strip)
    assert "正在装入知识库" in strip.group.text()
    session.use_knowledge(knowledge)
    assert session.examination.grouping.drg in strip.group.text()
    session.close_page()
    assert strip.group.text() == ""
    store.close()


def test_the_strip_is_no_higher_than_two_lines(strip):
    assert strip.sizeHint().height() <= 56


# -- the line


def shown(line, width):
    line.resize(width, 24)
    return [text for _piece, text in line.shown()]


def test_the_name_is_cut_before_the_warning_and_the_warning_before_the_figures(qtbot):
    line = GroupLine()
    qtbot.addWidget(line)
    pieces = (
        Piece("BR25", is_code=True),
        Piece("脑缺血性疾患，不伴并发症或合并症", gives=1),
        Piece("权重 0.76　支付估算 ¥ 8,000", gives=3),
        Piece("BR25 → ER35 ▲115 %", is_bold=True),
        Piece("高倍率病例：费用为均费的 3.52 倍", "warning", gives=2),
    )
    line.show_pieces(pieces, "全文")
    whole = [piece.text for piece in pieces]
    assert shown(line, 3000) == whole
    seen = [shown(line, width) for width in range(1200, 60, -20)]
    for texts in seen:
        assert "BR25" in texts
        if whole[2] in texts and len(texts) < 5:
            assert whole[1] not in texts
    order = {text: max((n for n, texts in enumerate(seen) if text in texts), default=-1) for text in whole}
    assert order[whole[1]] <= order[whole[4]] <= order[whole[2]] <= order[whole[3]]
    widths = sum(QFontMetrics(piece.font).horizontalAdvance(text) for piece, text in line.shown())
    assert widths <= line.width() + 4


def test_the_line_asks_for_the_same_room_whatever_it_says(qtbot):
    line = GroupLine()
    qtbot.addWidget(line)
    line.show_pieces((), "")
    empty = line.sizeHint()
    line.show_pieces((Piece("很长" * 400),), "很长")
    assert line.sizeHint() == empty


def test_a_page_that_is_opened_is_asked_of_the_store_once(qtbot, session, monkeypatch):
    asked, rows = [], session.store.rows
    monkeypatch.setattr(session.store, "rows", lambda ids: asked.append(list(ids)) or rows(ids))
    place = workplace_of(session, qtbot)
    session.open(session.page_id)
    by_others = len(asked)
    strip = PageStrip(place)
    qtbot.addWidget(strip)
    asked.clear()
    session.open(session.page_id)
    assert len(asked) == by_others + 1
    assert strip._counts.text(), "and what it says is shown"
    session.close_page()
    assert strip._counts.text() == ""
