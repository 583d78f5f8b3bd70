"""The line below the form: what to fill, by which clause, what goes wrong; of one height, and off when she says so."""

import pytest

from coding.page.finding import Place
from coding.page.front_page import FrontPage
from coding.page.reading import Reading
from coding.page.rows import Diagnosis
from db.sqlite.sqlite_store import SqliteStore
from tests.ui.conftest import Coder
from ui import settings

PAGE = FrontPage(
    {"case_no": "000001", "sex": "1", "age_years": "60", "los_days": "8"},
    (Diagnosis("J18.900", "肺炎", "1"), Diagnosis("K29.500", "慢性胃炎", "1")),
)


@pytest.fixture
def at_work(qtbot, tmp_path):
    coder = Coder(qtbot, tmp_path / "病案.sqlite")
    store = SqliteStore(coder.path)
    store.import_reading(Reading("试.csv", "n041", "utf-8", (), (PAGE,)))
    store.close()
    window = coder.start()
    coder.rest()
    window.pages.open(window.worklist.ids[0])
    yield coder
    coder.end()


def test_it_tells_of_the_field_she_is_in_and_of_the_cell(at_work):
    form = at_work.window.form
    form.focus_place(Place("los_days"))
    assert form.hint.text.startswith("出院日减入院日")
    assert "依据：卫医政发〔2011〕84号 附件2 二（十九）" in form.hint.text
    assert "常见错误：" in form.hint.text
    assert "实际住院" in form.hint.accessibleDescription()
    form.focus_place(Place("principal_dx_name", 0))
    principal = form.hint.text
    form.focus_place(Place("other_dx_name", 1))
    assert form.hint.text != principal
    assert "第十条" in principal
    assert "第十九条" in form.hint.text


def test_it_never_moves_the_form_nor_stands_over_it(at_work):
    form = at_work.window.form
    height, top = form.hint.height(), form.hint.y()
    for key in ("health_card_no", "advanced_physician", "discharge_way"):
        form.focus_place(Place(key))
        assert (form.hint.height(), form.hint.y()) == (height, top)
    assert form.scroll.geometry().bottom() < form.hint.geometry().top()


def test_it_can_be_put_away_and_stays_so(at_work):
    form = at_work.window.form
    at_work.window.actions_["field_hints"].trigger()
    assert form.hint.isHidden()
    assert not at_work.window.actions_["field_hints"].isChecked()
    assert settings.FIELD_HINTS.read(at_work.session.store) == "0"
    at_work.end()
    at_work.start()
    assert at_work.window.form.hint.isHidden()
    at_work.window.actions_["field_hints"].trigger()
    assert not at_work.window.form.hint.isHidden()


def test_another_page_leaves_nothing_of_the_page_before(at_work):
    form = at_work.window.form
    form.focus_place(Place("los_days"))
    at_work.press("Alt+1")
    at_work.session.close_page()
    assert form.hint.text == ""
