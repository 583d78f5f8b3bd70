"""The window fits its screen: the first size, what was remembered on another screen, what folds, the size of text."""

import itertools
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel

from coding.page.finding import Severity
from ui import settings
from ui.app import application
from ui.elided_label import ElidedLabel
from ui.form.field_marks import Mark
from ui.form.form_cells import row_height, stands_beside
from ui.form.rows_model import STANDARD_NAME
from ui.group_line import Piece
from ui.header import PageStrip
from ui.plain import PlainLabel, RichLabel
from ui.rules.row_editor import RowEditor
from ui.screen_fit import LEAST, first_geometry, is_small, least_size, size_on_screen, within
from ui.theme.fonts import POINTS, POINTS_SMALL, TEXT_SIZES, text_font, text_percent
from ui.theme.theme import resize_text
from ui.worklist.delegate import shown_principal

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def at_work(coder):
    coder.start(sample=True)
    coder.wait(lambda: coder.window.worklist.ids)
    coder.rest()
    while (dialog := QApplication.activeModalWidget()) is not None:
        dialog.close()
    window = coder.window
    window.pages.open(window.worklist.ids[0])
    coder.rest()
    window.setMinimumSize(0, 0)
    yield coder
    resize_text(application(), 100)


def resized(coder, width, height):
    for _ in range(6):  # what folds makes the window's least size smaller, a moment later
        coder.window.resize(width, height)
        coder.qtbot.wait(30)
    return coder.window


# -- sizes as numbers


def test_the_first_window_takes_the_small_screen_and_a_share_of_the_large_one():
    assert is_small(QSize(1366, 728))
    assert is_small(QSize(1440, 860))
    assert not is_small(QSize(1920, 1040))
    large = QRect(0, 0, 1920, 1040)
    assert large.contains(first_geometry(large))
    assert first_geometry(large).width() > 1366


@pytest.mark.parametrize("room", [QRect(0, 0, 1366, 728), QRect(0, 0, 1093, 582), QRect(60, 0, 851, 512)])
def test_what_was_remembered_is_cut_and_moved_onto_the_screen(room):
    for left, top, width, height in ((1200, 700, 1600, 900), (-500, -300, 900, 500), (0, 0, 300, 200)):
        assert room.contains(within(QRect(left, top, width, height), room))


def test_the_least_size_is_never_more_than_the_screen_has():
    assert least_size(QRect(0, 0, 1366, 728)) == LEAST
    scaled = least_size(QRect(0, 0, 911, 485))
    assert scaled.width() <= 911
    assert scaled.height() <= 485


# -- on screens


def _started(tmp_path, width, height, scale=1.0, codes=("",), *, sample=False):
    """Start the program on a screen of its own, once for each code; how the last window was."""
    screen = tmp_path / "screen.json"
    one = {"name": "a", "x": 0, "y": 0, "width": width, "height": height, "logicalDpi": 96, "logicalBaseDpi": 96}
    screen.write_text(json.dumps({"screens": [{**one, "dpr": 1}]}), encoding="utf-8")
    script = f"""
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from ui.app import Program, application
from db.sqlite.sqlite_store import SqliteStore
app = application()
folder = Path({str(tmp_path)!r})
for code in {codes!r}:
    program = Program(app, folder / "a.sqlite", folder / "b.sqlite", SqliteStore)
    window = program.open(sample={sample})
    for _ in range(5): app.processEvents()
    exec(code)
    told = int(window.isMaximized()), window.width(), window.height()
    window.close()
print(*told)
"""
    platform = {"QT_QPA_PLATFORM": f"offscreen:configfile={screen}", "QT_SCALE_FACTOR": str(scale)}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env={**os.environ, **platform}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return [int(part) for part in done.stdout.split()]


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5])
def test_on_a_small_screen_it_is_maximised_and_no_larger_than_the_screen(tmp_path, scale):
    maximised, width, height = _started(tmp_path, 1366, 768, scale)
    assert maximised
    assert width <= round(1366 / scale)
    assert height <= round(768 / scale)


def test_what_a_screen_at_200_percent_has_no_room_for_is_reached_by_bars(tmp_path):
    """683 × 384: the content keeps its least size, and all of it can be reached."""
    seen = """
for _ in range(50): app.processEvents()
area = window.centralWidget()
assert window.stack.width() > area.viewport().width() and window.stack.height() > area.viewport().height()
assert area.horizontalScrollBar().maximum() and area.verticalScrollBar().maximum()
assert area.viewport().height() > 100, area.viewport().height()
for bar in (area.horizontalScrollBar(), area.verticalScrollBar()): bar.setValue(bar.maximum())
end = window.stack.mapTo(area.viewport(), window.stack.rect().bottomRight())
assert area.viewport().rect().contains(end), end
"""
    _maximised, width, height = _started(tmp_path, 1366, 768, 2.0, codes=[seen])
    assert width <= 683
    assert height <= 384


def test_where_there_is_room_the_content_stands_in_the_window_itself(at_work):
    assert at_work.window.centralWidget() is at_work.window.stack


def test_a_size_from_a_large_screen_comes_back_cut_on_a_small_one(tmp_path):
    maximised, width, height = _started(tmp_path, 2560, 1440, codes=["window.resize(2300, 1300); app.processEvents()"])
    assert (maximised, width, height) == (0, 2300, 1300)
    _maximised, width, height = _started(tmp_path, 1366, 768)
    assert width <= 1366
    assert height <= 768


@pytest.mark.parametrize("width", [1366, 1280, 1920])
def test_the_areas_of_the_first_window_share_the_width_that_the_window_comes_to_have(tmp_path, width):
    """The list was 200 wide on every screen, its record numbers and names of diagnoses cut."""
    first = "first = window.splitter.widths(); window.reset_layout(); assert first == window.splitter.widths(), first"
    then = "assert all(window.splitter.widths()), 0; window.reset_layout(); assert window.worklist.width() > 260"
    _started(tmp_path, width, 768, codes=[first, then], sample=True)


def test_widths_that_nobody_chose_follow_the_window_and_those_that_were_drawn_are_kept(at_work):
    window = resized(at_work, 1100, 697)
    narrow = window.splitter.widths()[0]
    assert resized(at_work, 1366, 697).splitter.widths()[0] > narrow
    window.splitter.set_widths([250, 756, 360])
    drawn = window.splitter.widths()
    resized(at_work, 1400, 697)
    assert window.splitter.widths()[0] == pytest.approx(drawn[0], abs=2)
    window.actions_["reset_layout"].trigger()
    assert window.splitter.widths()[0] > drawn[0]


# -- what folds


def test_at_the_least_size_everything_is_inside(at_work):
    window = resized(at_work, LEAST.width(), LEAST.height())
    assert (window.width(), window.height()) == (LEAST.width(), LEAST.height())
    shown = [area for area in (window.worklist, window.form, window.knowledge) if area.isVisible()]
    assert len(shown) == 2
    for area in shown:
        assert area.mapTo(window, area.rect().bottomRight()).x() <= window.width()


def test_what_the_strip_and_the_sections_say_does_not_grow_the_window(at_work):
    strip = at_work.window.findChild(PageStrip)
    long = "权重 0.8523　支付估算 ¥ 8,523　费用 ¥ 9,000　差额 +1,200　高倍率 · 特例候选"
    for size in ((1920, 1080), (1366, 697), (1280, 720), (1093, 557), (960, 560), (911, 465)):
        strip.group.show_pieces([], "")
        window = resized(at_work, *size)
        assert (window.width(), window.height()) == size
        strip.group.show_pieces([Piece("BR25", is_code=True), Piece(long * 2), Piece("FZ15 → FM19 ▲115 %")], long)
        window.knowledge.view("basis").line.show()
        window.knowledge.column.arrange()
        QApplication.processEvents()
        assert (window.width(), window.height()) == size
        assert window.minimumSizeHint().height() <= size[1]


def test_the_form_is_not_cut_on_a_screen_that_is_scaled(at_work):
    for width, height in ((1093, 557), (911, 465)):
        window = resized(at_work, width, height)
        assert window.form.width() >= 500, (width, window.splitter.widths())


def test_a_narrow_window_shows_the_area_that_is_gone_to_beside_the_form(at_work):
    window = resized(at_work, 911, 465)
    at_work.press("Alt+3")
    assert not window.worklist.isVisible()
    assert window.folding.left.isVisible()
    at_work.press("Alt+1")
    assert window.worklist.isVisible()
    assert not window.knowledge.isVisible()
    assert window.worklist.isAncestorOf(QApplication.focusWidget())
    at_work.press("F8")
    assert window.knowledge.isVisible()
    at_work.press("Ctrl+F")
    assert window.worklist.search.hasFocus()
    window.folding.right.button.click()
    assert window.knowledge.isVisible()
    at_work.press("F6")
    assert window.worklist.isVisible()
    window.worklist.view.setFocus()
    at_work.press("Return")
    assert window.knowledge.isVisible(), "from the list into the page: what is known of it stands beside it"
    resized(at_work, 1366, 697)
    assert all(area.isVisible() for area in (window.worklist, window.form, window.knowledge))
    assert not window.folding.left.isVisible()


def test_a_short_window_gives_the_room_of_the_toolbar_to_the_page(at_work):
    window = resized(at_work, 911, 465)
    assert not window.toolbar.isVisible()
    assert [s.panel.key for s in window.knowledge.column.sections if s.body_height] in (["findings"], [])
    resized(at_work, 1366, 697)
    assert window.toolbar.isVisible()
    assert window.findChild(PageStrip).group.isVisible()


def test_the_widths_of_a_narrow_window_are_not_kept(at_work):
    window = resized(at_work, 1366, 697)
    window.splitter.set_widths([250, 756, 360])
    kept = window.splitter.widths()
    resized(at_work, 911, 465)
    at_work.end()
    at_work.start(sample=True)
    resized(at_work, 1366, 697)
    assert at_work.window.splitter.widths()[0] == pytest.approx(kept[0], abs=120)
    assert all(at_work.window.splitter.widths())


# -- text


def test_the_size_of_text_is_applied_at_once_and_kept(at_work):
    window = at_work.window
    strip = window.findChild(PageStrip)
    names = (window.status, window.worklist.search, window.form, strip._name, strip._stay, strip._score)
    before = {w: w.font().pointSizeF() for w in names}
    window.actions_["text_130"].trigger()
    for widget, points in before.items():
        assert widget.font().pointSizeF() == pytest.approx(points * 1.3), type(widget).__name__
    assert text_font(10).pointSizeF() == pytest.approx(13)
    assert window.actions_["text_130"].isChecked()
    assert not window.actions_["text_100"].isChecked()
    store = at_work.session.store
    assert settings.TEXT_SIZE.read(store) == "130"
    at_work.end()
    resize_text(application(), 100)
    at_work.start(sample=True)
    assert text_percent() == 130
    assert at_work.window.actions_["text_130"].isChecked()


def test_text_keeps_its_size_when_the_colours_change(at_work):
    """What had a font of its own fell back to the size that it was made with."""
    window = at_work.window
    window.actions_["text_130"].trigger()
    before = {w: w.font().pointSizeF() for w in window.findChildren(QLabel) if w.isVisible()}
    for name in ("dark", "light"):
        window.appearance.choose(name, keep=False)
        assert {w: w.font().pointSizeF() for w in before} == before, name


def test_text_grows_and_shrinks_by_key_and_stops_at_the_ends(at_work):
    for _ in range(9):
        at_work.press("Ctrl++")
    assert text_percent() == TEXT_SIZES[-1] == 130
    for _ in range(9):
        at_work.press("Ctrl+-")
    assert text_percent() == TEXT_SIZES[0] == 90


def test_rows_have_room_for_text_of_every_size(at_work):
    table = at_work.window.form._tables["diagnosis"]
    for percent in TEXT_SIZES:
        at_work.window.appearance.choose_size(percent)
        assert table.fontMetrics().height() <= table.rowHeight(table.model().rowCount() - 1) + 1, percent


@pytest.mark.parametrize("percent", [100, TEXT_SIZES[-1]])
def test_two_lines_of_a_row_do_not_touch_and_its_name_is_whole(at_work, percent):
    """At 130 % the standard name stood in the doctor's words, and 其他1 without its number."""
    window = at_work.window
    window.appearance.choose_size(percent)
    table = window.form._tables["diagnosis"]
    at_work.wait(lambda: table.verticalHeader().width() > 0)
    above, below = QFontMetrics(text_font(POINTS)), QFontMetrics(text_font(POINTS_SMALL))
    assert above.ascent() + below.height() <= row_height(is_tall=True)
    name = table.rows.column_of("name")
    named = [r for r in range(table.rows.length) if table.rows.index(r, name).data(STANDARD_NAME)]
    assert named
    for row in named:  # behind the words where there is room, else below them
        tall = not stands_beside(table.rows.index(row, name), table.columnWidth(name))
        assert table.rowHeight(row) == row_height(is_tall=tall)
    table.setColumnWidth(name, 60)
    table._fit()
    assert {table.rowHeight(row) for row in named} == {row_height(is_tall=True)}
    assert table.verticalHeader().width() >= QFontMetrics(text_font(bold=True)).horizontalAdvance("其他88") + 8


def test_a_tall_row_grows_with_the_text(at_work):
    before = row_height(is_tall=True)
    at_work.window.appearance.choose_size(130)
    assert row_height(is_tall=True) >= round(before * 1.25)


@pytest.mark.parametrize(("width", "percent"), [(1366, 100), (1366, 130), (1093, 100), (911, 100)])
def test_codes_and_dates_are_whole_and_nothing_of_the_form_is_out_of_sight(at_work, width, percent):
    """On a screen at 150 % the last third of the form could not even be scrolled to; at 130 % codes were cut."""
    at_work.window.appearance.choose_size(percent)
    window = resized(at_work, width, 697)
    window.form.show_coding(False)
    window.reset_layout()
    window = resized(at_work, width, 697)
    scroll = window.form._scroll
    assert scroll.widget().width() <= scroll.viewport().width()
    for key, longest in (("op_dx_code", "K80.000x002"), ("admission_datetime", "2026-10-17 11:37:38")):
        edit = window.form._edits[key]
        assert edit.width() >= edit.fontMetrics().horizontalAdvance(longest) + 12, key


def test_of_a_code_in_the_list_all_is_shown_or_nothing(at_work):
    """In a narrow list stood T24.200x0…, which is another code."""
    font = text_font(POINTS_SMALL)
    code, text = "T24.200x003", "T24.200x003 下肢二度烧伤"
    code_width, whole = (QFontMetrics(font).horizontalAdvance(part) for part in (code, text))
    told = {shown_principal(text, width, font) for width in range(0, whole + 2)}
    assert {"", code, text} <= told
    assert all(not part or part.startswith(code) for part in told)
    assert shown_principal(text, code_width, font) == code
    name = "未写编码的下肢二度烧伤"
    assert shown_principal(name, QFontMetrics(font).horizontalAdvance(name) // 2, font).endswith("…")


def test_a_size_that_nobody_knows_is_the_usual_one(coder):
    coder.start()
    settings.TEXT_SIZE.write(coder.session.store, "250")
    coder.end()
    coder.start()
    assert text_percent() == 100


def test_no_dialog_asks_for_more_than_the_screen_has(qtbot):
    dialog = QDialog()
    qtbot.addWidget(dialog)
    room = dialog.screen().availableGeometry().size()
    assert size_on_screen(dialog, 5000, 5000).width() <= room.width()
    assert size_on_screen(dialog, 700, 400) == QSize(700, 400)


def test_every_dialog_asks_for_the_size_that_its_screen_has():
    """本院知识 and 本院写法 were wider than a screen that is scaled, their buttons outside of it."""
    fixed = re.compile(r"\.resize\(\s*\d")
    assert not [path.name for path in (ROOT / "ui").rglob("*.py") if fixed.search(path.read_text(encoding="utf-8"))]


def test_hospital_knowledge_is_on_a_screen_that_is_scaled(tmp_path):
    code = """
window.actions_["knowledge"].trigger()
for _ in range(9): app.processEvents()
dialog = app.activeModalWidget() or next(w for w in app.topLevelWidgets() if w.isVisible() and w is not window)
assert dialog.width() <= 911 and dialog.height() <= 512, dialog.size()
dialog.close()
"""
    _started(tmp_path, 1366, 768, 1.5, codes=[code])


def test_a_mark_does_not_make_the_form_wider(at_work):
    """A form that just had room became wider than it with the first finding, and had to be scrolled sideways."""
    form = at_work.window.form
    edit = form._edits["op_dx_code"]
    edit.set_mark(None)
    before = edit.minimumSizeHint(), form.wanted_width
    edit.set_mark(Mark(Severity.ERROR, "编码格式错误"))
    assert (edit.minimumSizeHint(), form.wanted_width) == before


# -- nothing is cut at either desk


def cut(window):
    """Buttons and lines of text that have less room than they say, and buttons that lie over each other."""
    found = []
    buttons = [b for b in window.findChildren(QAbstractButton) if _in_sight(b)]
    for button in buttons:
        words = button.text().replace("&", "")
        if words and button.fontMetrics().horizontalAdvance(words) > button.width():
            found.append(f"按钮 {words}")
        if words and button.height() < button.fontMetrics().height():
            found.append(f"按钮矮 {words}")
    for one, other in itertools.combinations(buttons, 2):
        if one.parentWidget() is other.parentWidget() and one.geometry().intersects(other.geometry()):
            found.append(f"重叠 {one.text()} {other.text()}")
    for label in window.findChildren(PlainLabel):
        if not _in_sight(label) or isinstance(label, ElidedLabel | RichLabel) or not label.text() or label.wordWrap():
            continue
        if label.fontMetrics().horizontalAdvance(label.text()) > label.width() + 1:
            found.append(f"文字 {label.text()}")
        if label.height() < label.fontMetrics().height() - 2:
            found.append(f"文字矮 {label.text()}")
    return found


def _in_sight(widget):
    return widget.isVisible() and not widget.visibleRegion().isEmpty()


@pytest.mark.parametrize(
    ("size", "text"), [((1366, 697), 100), ((1280, 720), 100), ((1920, 1080), 100), ((1366, 697), 130)]
)
def test_nothing_is_cut_at_either_desk(at_work, size, text):
    window = at_work.window
    if text != 100:
        window.appearance.choose_size(text)
    resized(at_work, *size)
    rows = at_work.session.store.rows(window.worklist.ids)
    window.pages.open(next(r.id for r in rows if r.errors > 0 and r.warnings > 0))
    found = {}
    for desk, keys in (
        ("编码", "Ctrl+Alt+1"),
        ("编码，抽屉开着", "F9"),
        ("质控，抽屉开着", "Ctrl+Alt+2"),
        ("质控", ""),
    ):
        if keys:
            at_work.press(keys)
        else:
            window.drawing.close()
        at_work.rest()
        at_work.qtbot.wait(60)
        found[desk] = cut(window)
    assert not any(found.values()), found


@pytest.mark.parametrize("rule", ["FP-COD-116", "FP-ACC-103"])
@pytest.mark.parametrize(("size", "text"), [((1280, 720), 100), ((1366, 697), 130)])
def test_a_rule_is_written_in_the_drawer_with_its_rows_to_be_read_and_the_dry_run_beside(at_work, size, text, rule):
    window = at_work.window
    window.appearance.choose_size(text)
    resized(at_work, *size)
    window.rules.show(rule)
    rules = window.rules.window
    rules.side.edit()
    at_work.rest()
    form, area = rules.side.form, window.drawer.view("rules_page").area
    at_work.wait(lambda: not form.live.is_busy)
    assert area.horizontalScrollBar().maximum() == 0, "nothing is out of sight to the right"
    assert area.verticalScrollBar().maximum() == 0
    for part in (form.try_button, form.save_button, form.live.period, form.live.head, rules.close_button):
        assert part.visibleRegion().boundingRect() == part.rect(), part.accessibleName() or part.text()
    rows = [editor for editor in form.conditions.editors.values() if isinstance(editor, RowEditor)]
    lines = [line for row in rows for line in row.lines if not line.isHidden() and len(line.text()) <= 10]
    assert len(lines) >= 6
    told = {line.text(): line.fontMetrics().horizontalAdvance(line.text()) + 16 - line.width() for line in lines}
    assert not {words: missing for words, missing in told.items() if missing > 0}
    at_work.press("Ctrl+F")
    assert rules.search.hasFocus(), "the list comes back where it has given way"
    assert rules.table.isVisible()
