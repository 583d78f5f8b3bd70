"""编码, 质控, 月 in one frame: who may sit at which desk, what stands there, and which keys rest."""

from dataclasses import replace

from coding.review.modes import Mode, modes_for
from coding.review.people import Role
from tests.ui.review.people import clean_pages, fill, opener, seat_of


def test_who_sits_where_stands_in_the_table():
    seats = {role: replace(seat_of("编码员").person, roles=frozenset({role})) for role in Role}
    assert {role: [row.label for row in modes_for(person)] for role, person in seats.items()} == {
        Role.CODER: ["编码", "月"],
        Role.OFFICER: ["编码", "质控", "月"],
        Role.INSURANCE: ["编码", "月"],
        Role.ADMINISTRATOR: [],
        Role.READER: ["编码", "月"],
    }
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


def test_the_desk_at_which_the_window_was_left_is_gone_to_again(coder):
    fill(coder.path, clean_pages(2))
    coder.start(opener=opener("质控员"))
    coder.rest()
    coder.press("Ctrl+Alt+2")
    coder.rest()
    coder.end()
    window = coder.start(opener=opener("质控员"))
    coder.wait(lambda: window.modes.now is Mode.REVIEW)
    coder.end()
    window = coder.start(opener=opener("编码员"))
    coder.rest()
    assert window.modes.now is Mode.CODE, "who may not sit there does not"
    assert not window.actions_["mode_review"].isEnabled()
    assert Mode.REVIEW not in window.modes.switch.buttons
    coder.press("Ctrl+Alt+2")
    assert window.modes.now is Mode.CODE


def test_a_panel_takes_the_place_of_the_list_until_f10(coder):
    fill(coder.path, clean_pages(1))
    window = coder.start(opener=opener("质控员"))
    coder.rest()
    coder.press("Ctrl+Alt+2")
    coder.rest()
    coder.press("F8")
    assert window.knowledge.isVisible()
    coder.press("F10")
    assert window.modes.officer.list.list.hasFocus()
    assert not window.knowledge.isVisible()


def test_pages_of_a_figure_of_the_month_come_back_to_the_pages(coder):
    ids = fill(coder.path, clean_pages(2))
    window = coder.start(opener=opener("质控员"))
    coder.rest()
    coder.press("F12")
    coder.rest()
    assert window.modes.now is Mode.MONTH
    window.month.pages_wanted.emit("两份", ids)
    assert window.modes.now is Mode.CODE
    assert window.worklist.ids == ids
    assert window.worklist.isVisible()


def test_a_file_that_is_opened_from_the_month_shows_the_pages(coder):
    fill(coder.path, clean_pages(1))
    window = coder.start(opener=opener("质控员"))
    coder.rest()
    coder.press("Ctrl+Alt+3")
    coder.rest()
    window.show_offer(False)
    assert window.modes.now is Mode.CODE
    assert window.actions_["done"].isEnabled()


def test_what_the_month_asks_for_is_done_though_its_page_is_out_of_sight(coder):
    fill(coder.path, clean_pages(2))
    window = coder.start(opener=opener("质控员"))
    coder.rest()
    coder.press("F12")
    coder.rest()
    assert window.actions_["payment_of_month"].isEnabled(), "it is about the month"
    assert not window.actions_["cycle"].isEnabled(), "its key is the desk's"
    window.month.action_wanted.emit("next_mine")
    assert window.modes.now is Mode.CODE
    assert window.form.isVisible()
    coder.press("F12")
    window.show_panel(window.knowledge.panels[0].key)
    assert window.modes.now is Mode.CODE, "a panel is shown where it can be seen"


def test_a_page_that_is_named_anywhere_is_seen_though_the_month_stands_in_front(coder):
    ids = fill(coder.path, clean_pages(2))
    window = coder.start(opener=opener("质控员"))
    coder.rest()
    named_by = (
        window.palette._do.page,
        window.workplace.open_page,
        window.rules.page_wanted.emit,
        window.grouping.page_wanted.emit,
        window.proof.page_wanted.emit,
        window.review.page_wanted.emit,
    )
    for number, name in enumerate(named_by):
        coder.press("F12")
        coder.rest()
        assert window.modes.now is Mode.MONTH
        name(ids[number % 2])
        assert window.form.isVisible(), number
        assert window.session.page_id == ids[number % 2]


def test_what_rests_in_the_month_says_how_it_comes_back(coder):
    fill(coder.path, clean_pages(1))
    window = coder.start(opener=opener("质控员"))
    coder.rest()
    before = window.actions_["other_stays"].toolTip()
    coder.press("F12")
    coder.rest()
    assert "月工作台前面没有病案" in window.actions_["other_stays"].toolTip()
    assert window.actions_["rules"].isEnabled()
    coder.press("Esc")
    assert window.actions_["other_stays"].toolTip() == before
