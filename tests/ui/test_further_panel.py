"""A further panel is one row of data: the window, its keys, the shortcut sheet and the pictures follow from it."""

from dataclasses import fields
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel, QToolBar, QVBoxLayout

from coding.page.finding import Place
from coding.page.front_page import FrontPage
from coding.page.reading import Reading
from coding.page.rows import Diagnosis
from db.sqlite.stores import Stores
from ui.action_spec import ActionSpec
from ui.dialogs.shortcuts import ShortcutSheet
from ui.drawer.registry import ALL_PANELS
from ui.icons.icons import icon_names
from ui.panels.panel import Panel, PanelView, Picture
from ui.panels.registry import PANELS, all_actions
from ui.screenshots import main as screenshots
from ui.screenshots import stops


class DoctorsView(PanelView):
    """Who signed the page in work."""

    def __init__(self, session):
        super().__init__()
        self.session = session
        self.names = QLabel()
        self.note = ""
        QVBoxLayout(self).addWidget(self.names)

    def refresh(self):
        page = self.session.page
        self.names.setText(page.text("attending_physician") if page else "")
        self.counted.emit(int(bool(self.names.text())))

    def mark(self):
        self.note = "看过"


DOCTORS = Panel(
    "doctors",
    "签名",
    lambda place: DoctorsView(place.session),
    actions=(
        ActionSpec("doctors", "签名医师", "病案", ("F11",), icon="user", toolbar=True, short="签名", needs_page=True),
        ActionSpec("mark_doctor", "注明已核对签名", "病案", ("Ctrl+Alt+M",), needs_page=True),
        ActionSpec("next_doctor", "下一位医师", "", ("Alt+Right",), handled=False),
    ),
    does={"mark_doctor": DoctorsView.mark},
    pictures=(Picture("doctors", lambda _row, page: bool(page.text("attending_physician"))),),
)
WITH_DOCTORS = (*PANELS, DOCTORS)
PAGE = FrontPage(
    {"case_no": "000001", "sex": "2", "attending_physician": "魏医丙"}, (Diagnosis("K35.800", "急性阑尾炎"),)
)


@pytest.fixture
def window(coder):
    """A window with the further panel and one page in work."""
    window = coder.start(panels=WITH_DOCTORS)
    window.session.store.import_reading(Reading("试.csv", "n041", "utf-8", (), (PAGE,)))
    window.session.worklist_changed.emit()
    window.show_offer(False)  # the store was empty when the window opened
    window.pages.open_last()
    coder.rest()
    return window


def test_the_window_shows_the_panel_by_its_key_and_does_what_it_brings(coder, window):
    heads = [section.head.button.text() for section in window.knowledge.column.sections]
    assert [head.split()[0] for head in heads] == ["问题", "建议", "依据", "审核", "签名"]
    assert heads[-1] == "签名 1", "the number that the panel counted stands behind its title"
    coder.press("F11")
    view = window.knowledge.view("doctors")
    assert view.isVisible()
    assert view.names.text() == "魏医丙"
    window.knowledge.section("doctors").unfold(False)
    window.knowledge.show_panel("findings")
    assert not view.isVisible()
    coder.press("Ctrl+Alt+M")
    assert view.isVisible()
    assert view.note == "看过"


def test_its_actions_stand_in_menu_and_toolbar(coder):
    window = coder.start(panels=WITH_DOCTORS)
    bar = window.findChild(QToolBar, "toolbar")
    assert window.actions_["doctors"] in bar.actions()
    menu = next(a.menu() for a in window.menuBar().actions() if a.text().startswith("病案"))
    assert [window.actions_["doctors"] in menu.actions(), window.actions_["mark_doctor"] in menu.actions()] == [
        True
    ] * 2
    assert not window.actions_["doctors"].isEnabled(), "it needs a page in work"


def test_the_place_it_points_at_is_shown_in_the_form(coder, window):
    window.knowledge.view("doctors").place_activated.emit(Place("attending_physician"))
    coder.wait(lambda: window.form.place == Place("attending_physician"))


def test_an_action_that_it_asks_for_is_triggered(coder):
    window = coder.start(panels=WITH_DOCTORS)
    window.knowledge.view("doctors").action_wanted.emit("shortcuts")
    coder.wait(lambda: isinstance(QApplication.activeModalWidget(), ShortcutSheet))
    QApplication.activeModalWidget().close()


def test_the_shortcut_sheet_tells_its_keys(coder):
    coder.start(panels=WITH_DOCTORS)
    coder.press("Ctrl+F1")
    coder.wait(lambda: isinstance(QApplication.activeModalWidget(), ShortcutSheet))
    sheet = QApplication.activeModalWidget()
    told = {label.text() for label in sheet.findChildren(QLabel)}
    assert {"签名", "F11", "签名医师", "Alt+→", "下一位医师"} <= told
    sheet.close()


def test_its_picture_is_taken_with_the_others(tmp_path):
    assert [stop.name for stop in stops(WITH_DOCTORS) if stop.name not in {s.name for s in stops()}] == ["doctors"]
    assert screenshots(tmp_path, Stores(), WITH_DOCTORS, only={"doctors"}) == 0
    picture = QImage(str(tmp_path / "doctors.png"))
    assert (picture.width(), picture.height()) == (1366, 768)


@pytest.mark.parametrize("panel", ALL_PANELS, ids=lambda panel: panel.key)
def test_every_panel_has_a_picture_and_does_only_what_is_an_action(panel):
    known = {spec.id: spec for spec in all_actions(ALL_PANELS)}
    assert panel.pictures or panel.on_demand, "a desk has its pictures where it is gone through"
    assert set(panel.does) <= set(known)
    assert all(not spec.icon or spec.icon in icon_names() for spec in panel.actions)


def test_no_two_panels_share_a_key_an_action_or_a_picture():
    for named in (
        [panel.key for panel in ALL_PANELS],
        [spec.id for spec in all_actions(ALL_PANELS)],
        [stop.name for stop in stops()],
    ):
        assert len(named) == len(set(named))


def test_the_page_on_adding_a_panel_names_all_that_there_is_to_know():
    told = (Path(__file__).parents[2] / "docs" / "add-a-panel.md").read_text(encoding="utf-8")
    names = [field.name for row in (Panel, Picture) for field in fields(row)]
    names += [name for name in vars(PanelView) if not name.startswith("_") and name != "staticMetaObject"]
    assert [name for name in names if f"`{name}`" not in told] == []
