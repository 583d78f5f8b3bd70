"""The cards on the session: what they tell, where their links lead, and that they advise nothing."""

import re
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication

from coding.knowledge.knowledge import Knowledge, KnowledgeSource, load_knowledge
from coding.page.edits import set_field
from coding.page.front_page import FrontPage
from coding.page.reading import Reading
from coding.page.rows import Diagnosis, Procedure
from db.sqlite.sqlite_store import SqliteStore
from tests.codes.test_crosswalk import DX as DX_MAP
from tests.ui.at_work import workplace_of
from ui.cards import cards_view
from ui.cards.card_key import CardKey, CardKind, CardList, ListedCard
from ui.cards.cards_page import CARDS_PAGE
from ui.cards.listed_cards import ListedCardsModel
from ui.cards.own_html import COMPANIONS
from ui.session import Session

DX, PX, GROUP = CardKind.DIAGNOSIS, CardKind.PROCEDURE, CardKind.GROUP
HOSTILE = "<img src='file:///etc/passwd'><a href='card:0'>点这里</a>"
#: What people and files write where a code should stand.
TEXTS = (
    "",
    " ",
    HOSTILE,
    "card:0",
    "\x00\x01",
    "half\ud800",
    "A" * 20_000,
    "K80.000' onclick='x",
    "\u202eK80",
    "％＆＜＞",
    "../..",
)


def page(number):
    return FrontPage(
        {
            "case_no": f"00000{number}",
            "patient_name": "王样例",
            "sex": "2",
            "age_years": "54",
            "admission_times": "1",
            "los_days": "5",
            "fee_total": "9000",
            "discharge_datetime": "2026-10-10 10:00:00",
        },
        (Diagnosis("K80.000", HOSTILE, "1"), Diagnosis("I10.x00", "高血压", "1")),
        (Procedure("51.2300", "腹腔镜胆囊切除术", "2026-10-08", "3"),),
    )


@pytest.fixture
def session(tmp_path):
    store = SqliteStore(tmp_path / "pages.sqlite")
    result = store.import_reading(Reading("试.csv", "n041", "utf-8", (), tuple(page(n) for n in range(1, 8))))
    session = Session(store, load_knowledge())
    session.open(result.added[0])
    yield session
    session.end()
    store.close()


@pytest.fixture
def cards(qtbot, session):
    """The view on the screen; ``cards(key)`` opens a card and waits until all is on it."""
    place = workplace_of(session, qtbot)
    view = CARDS_PAGE.make(place)
    qtbot.addWidget(view)
    view.resize(1060, 380)
    view.show()
    view.activateWindow()
    qtbot.waitExposed(view)

    def show(key):
        view.open(key)
        qtbot.waitUntil(lambda: view.is_complete)
        return view

    show.view, show.place = view, place
    return show


def text_of(view):
    return view.browser.toPlainText()


def link_to(view, code):
    """Tab until the link of a code has the focus."""
    view.browser.setFocus()
    for _ in range(60):
        QTest.keyClick(view.browser, Qt.Key.Key_Tab)
        if (key := view.named_code()) is not None and key.code == code:
            return True
    return False


def test_a_code_is_told_with_its_place_its_grouping_its_notes_and_its_use(cards):
    told = text_of(cards(CardKey(DX, "K80.000")))
    for words in ("胆囊结石伴有急性胆囊炎", "K80-K87", "CC", "MDCH", "HU11", "K80.2 与 K81.0 的合并编码", "FP-COD-078"):
        assert words in told
    assert "7 份" in told
    assert "没有导入临床版与医保版的对照表" in told


def test_a_procedure_is_told_with_its_kind_and_its_groups(cards):
    told = text_of(cards(CardKey(PX, "51.2300")))
    assert "手术" in told
    assert "HC29" in told
    assert "作主要手术操作 7 份" in told


def test_a_group_is_told_backwards_with_its_division_and_its_neighbours(cards):
    told = text_of(cards(CardKey(GROUP, "FR21")))
    for words in ("怎样进入", "I50", "依次判断", "FR25", "以上都不成立的", "权重与同组比较"):
        assert words in told


def test_who_sees_no_money_sees_neither_weight_nor_yuan(cards, session, monkeypatch):
    monkeypatch.setattr(type(session), "sees_money", property(lambda _: False))
    for key in (CardKey(GROUP, "HC29"), CardKey(GROUP, "FR21"), CardKey(DX, "K80.000")):
        told = text_of(cards(key))
        assert "¥" not in told
        assert "权重" not in told
        assert "均费" not in told


def test_nothing_on_a_card_advises_to_add_a_code(cards):
    for key in (CardKey(GROUP, "HC29"), CardKey(DX, "I10.x00"), CardKey(PX, "51.2300")):
        view = cards(key)
        told = text_of(view).replace(COMPANIONS, "")
        assert not re.search("建议(补|加|编)|请补充编码|可加编|推荐", told)
    names = {button.accessibleName() for button in cards.view.findChildren(type(cards.view.back))}
    assert not any("加" in name or "采纳" in name for name in names)


def test_names_that_look_like_html_are_shown_as_they_stand_and_lead_nowhere(cards):
    told = text_of(cards(CardKey(DX, "K80.000")))
    assert HOSTILE in told
    assert "src='file" not in cards.view.browser.toHtml().replace("&lt;img src='file", "")


@pytest.mark.parametrize("text", [pytest.param(text, id=str(n)) for n, text in enumerate(TEXTS)])
def test_a_hostile_code_has_a_card_that_says_it_is_none(cards, text):
    for kind in CardKind:
        view = cards(CardKey(kind, text))
        assert text_of(view)
    view.typed.setText(text)
    QTest.keyClick(view.typed, Qt.Key.Key_Return)


def test_links_are_gone_to_by_tab_and_opened_by_enter_and_the_way_leads_back_and_forth(cards, qtbot):
    view = cards(CardKey(DX, "K80.000"))
    assert link_to(view, "HU11")
    QTest.keyClick(view.browser, Qt.Key.Key_Return)
    assert view.key == CardKey(GROUP, "HU11")
    qtbot.waitUntil(lambda: view.is_complete)
    QTest.keyClick(view.browser, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert view.key == CardKey(DX, "K80.000")
    assert not view.back.isEnabled()
    QTest.keyClick(view.browser, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert view.key == CardKey(GROUP, "HU11")
    assert not view.forward.isEnabled()


def test_the_link_in_focus_keeps_it_when_the_own_pages_are_counted(cards, qtbot):
    view = cards.view
    cards(CardKey(DX, "I10.x00"))
    view.open(CardKey(DX, "K80.000"))
    assert link_to(view, "HU15")
    qtbot.waitUntil(lambda: view.is_complete)
    assert view.named_code() == CardKey(GROUP, "HU15")


def test_a_long_list_is_narrowed_by_typing_and_enter_opens_its_card(cards):
    view = cards.view
    rows = tuple(ListedCard(CardKey(DX, f"K{n:02}"), f"K{n:02}", f"名称{n}") for n in range(90))
    view.open(CardList("一张长表", lambda: rows))
    assert "90 项" in view.listed.title.text()
    view.listed.typed.setText("K80")
    assert "1 / 90 项" in view.listed.title.text()
    QTest.keyClick(view.listed.typed, Qt.Key.Key_Return)
    assert view.key == CardKey(DX, "K80")
    view.go_back()
    assert view.stack.currentWidget() is view.listed


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("k80.0", CardKey(DX, "K80.000")),
        ("51.23", CardKey(PX, "51.2300")),
        ("hc29", CardKey(GROUP, "HC29")),
        ("K80", CardKey(DX, "K80")),
    ],
)
def test_a_code_or_a_group_that_is_typed_opens_its_card(cards, typed, found):
    cards.view.typed.setText(typed)
    QTest.keyClick(cards.view.typed, Qt.Key.Key_Return)
    assert cards.view.key == found


def test_words_that_are_typed_lead_to_a_list_of_groups_and_codes(cards, session):
    view = cards.view
    view.typed.setText("胆囊切除")
    QTest.keyClick(view.typed, Qt.Key.Key_Return)
    rows = view.listed.model.shown
    assert {row.note for row in rows} >= {"病组", "手术操作"}
    assert any(row.key == CardKey(GROUP, "HC29") for row in rows)
    view.typed.setText("没有这样的名称xyz")
    QTest.keyClick(view.typed, Qt.Key.Key_Return)
    assert view.target is not None


def test_the_card_is_copied_by_its_button_and_printed_dark_on_white(cards):
    view = cards(CardKey(GROUP, "FR21"))
    QApplication.clipboard().setText("她的")
    assert QApplication.clipboard().text() == "她的"
    view.copy.click()
    assert "依次判断" in QApplication.clipboard().text()
    paper = view.paper().toPlainText()
    assert "依次判断" in paper


def test_in_a_narrow_place_its_parts_stand_below_each_other(cards):
    view = cards(CardKey(DX, "K80.000"))
    assert "<table" in view.browser.toHtml()
    view.resize(380, 600)
    assert "<table" not in view.browser.toHtml()


def test_the_model_of_a_list_is_sound(qtbot):
    model = ListedCardsModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show([ListedCard(None, "K80", "胆石症", HOSTILE), ListedCard(CardKey(DX, "I10"), "I10", "高血压")])
    model.narrow("高血压")
    assert model.rowCount() == 1
    model.narrow("")
    assert model.rowCount() == 2
    model.show([])
    assert model.rowCount() == 0


def test_a_card_asked_for_upon_a_link_is_that_of_the_link(cards):
    view = cards(CardKey(DX, "K80.000"))
    assert link_to(view, "K80")
    assert view.named_code() == CardKey(DX, "K80")
    told = text_of(cards(CardKey(DX, "K80")))
    assert "类目级编码，填写时须细化" in told
    assert "其下 7 个编码" in told


def test_before_the_first_card_it_is_said_how_one_is_opened(cards):
    assert "Shift+F1" in text_of(cards.view)
    assert cards.view.focus_widget() is cards.view.typed


def test_after_an_edit_the_own_pages_are_counted_again_when_the_card_is_laid_out_anew(cards, session, qtbot):
    view = cards(CardKey(DX, "K80.000"))
    assert "7 份" in text_of(view)
    session.apply(set_field(session.page, "principal_dx_code", "I10.x00", 0))
    view.resize(380, 600)
    qtbot.waitUntil(lambda: view.is_complete and not cards.place.runner.running)
    assert "正在统计" not in text_of(view)
    assert "6 份" in text_of(view)


def test_an_edit_while_the_own_pages_are_counted_is_in_the_count(cards, session, qtbot, monkeypatch):
    edited, counting = threading.Event(), threading.Event()

    def held(*asked):
        counted = own_use(*asked)
        counting.set()
        assert edited.wait(60)
        return counted

    own_use = cards_view.own_use
    monkeypatch.setattr(cards_view, "own_use", held)
    view = cards.view
    view.open(CardKey(DX, "K80.000"))
    qtbot.waitUntil(counting.is_set)
    session.apply(set_field(session.page, "principal_dx_code", "I10.x00", 0))
    edited.set()
    qtbot.waitUntil(lambda: view.is_complete)
    assert "6 份" in text_of(view)


@pytest.fixture
def with_maps(session, tmp_path):
    """A crosswalk is in force, and the second page says that its codes are of the insurance edition."""
    (tmp_path / "对照.csv").write_text(DX_MAP, encoding="utf-8-sig")
    (tmp_path / "诊断.csv").write_text("编码,名称\nA19.000x001,乙\nA19.001,丙\n", encoding="utf-8-sig")
    second = replace(page(9), extra={"编码版本": "医保版"})
    (here,) = session.store.import_reading(Reading("试2.csv", "n041", "utf-8", (), (second,))).added
    source = KnowledgeSource(dx_table=str(tmp_path / "诊断.csv"), dx_map=str(tmp_path / "对照.csv"))
    session.use_knowledge(Knowledge(source))
    return here


def test_another_page_says_of_which_edition_the_code_is_and_the_card_goes_with_it(cards, session, with_maps):
    session.opened.connect(lambda _: cards.view.start_over())
    carried, first = "按医保版编码 A19.001 分组", session.page_id
    view = cards(CardKey(DX, "A19.000x001"))
    assert carried in text_of(view)
    session.open(with_maps)
    assert carried not in text_of(view)
    assert view.key == CardKey(DX, "A19.000x001")
    view.hide()
    session.open(first)
    view.show()
    assert carried in text_of(view)


def test_another_code_table_that_comes_while_the_first_is_read_is_read_too(
    cards, session, with_maps, qtbot, monkeypatch
):
    read, go_on = [], threading.Event()

    def held(knowledge):
        read.append(knowledge)
        assert go_on.wait(60)

    monkeypatch.setattr(cards_view, "prepare_cards", held)
    view, first = cards.view, session.knowledge
    view.open(CardKey(DX, "A19.000x001"))
    qtbot.waitUntil(lambda: read == [first])
    session.use_knowledge(load_knowledge())
    view.refresh()
    go_on.set()
    qtbot.waitUntil(lambda: view.is_complete)
    assert read == [first, session.knowledge]
    assert "正在载入" not in text_of(view)


def test_tables_that_could_not_be_read_are_told_and_read_again_when_they_are_asked_for(cards, qtbot, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(cards_view, "prepare_cards", lambda _knowledge: Path("没有这个文件").read_text())
        cards.view.open(CardKey(DX, "K80.000"))
        qtbot.waitUntil(lambda: "找不到文件" in cards.view.busy.text())
    cards.view.hide()
    cards.view.show()
    qtbot.waitUntil(lambda: cards.view.is_complete)
