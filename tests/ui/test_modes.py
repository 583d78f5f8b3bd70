"""编码, 质控, 月 in one frame: who may sit at which desk, what stands there, and which keys rest."""

from coding.review.modes import Mode, modes_for
from tests.ui.review.people import clean_pages, fill, opener, seat_of


def test_who_sits_where_stands_in_the_table():
    assert [row.mode for row in modes_for(seat_of("编码员").person)] == [Mode.CODE, Mode.MONTH]
    assert [row.mode for row in modes_for(seat_of("质控员").person)] == list(Mode)


def test_an_officer_goes_from_desk_to_desk_by_key(coder):
    fill(coder.path, clean_pages(2))
    window = coder.start(opener=opener("质控员"))
    coder.rest()
    assert list(window.modes.switch.buttons) == list(Mode)
    coder.press("Ctrl+Alt+2")
    coder.rest()
    desk = window.modes.officer
    assert desk.pivot.isVisible()
    assert desk.list.isVisible()
    assert not window.worklist.isVisible()
    assert not window.knowledge.isVisible()
    assert window.session.access.why.startswith("质控")
    assert window.modes.switch.buttons[Mode.REVIEW].isChecked()
    coder.press("Ctrl+Alt+3")
    coder.rest()
    assert not window.form.isVisible()
    assert not window.actions_["done"].isEnabled(), "its page is out of sight"
    coder.press("Esc")
    coder.wait(lambda: window.modes.now is Mode.REVIEW)
    coder.press("Ctrl+Alt+1")
    assert window.worklist.isVisible()
    assert window.session.access.why == ""
    assert window.actions_["done"].isEnabled()
