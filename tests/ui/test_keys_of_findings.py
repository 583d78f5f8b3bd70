"""Keys from the form to a fix that a finding offers, counted in the real window: three at most."""

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.keys_per_task import COUNTED
from ui.panels.reason import ReasonDialog

#: From the form: 3 keys for a fix that is offered.
OFFERED_FIX = COUNTED["offered_fix"].keys


@pytest.fixture
def at_page(coder):
    """The window with a page of the sample that offers fixes, the focus in the form; keys are counted."""
    window = coder.start(sample=True)
    coder.wait(lambda: window.worklist.ids)
    coder.rest()
    while (dialog := QApplication.activeModalWidget()) is not None:
        dialog.close()
    store = window.session.store
    for row in store.rows(window.worklist.ids):
        if row.errors + row.warnings < 2:
            continue
        window.pages.open(row.id)
        if any(found.changes for found in window.knowledge.view("findings").model.findings[:9]):
            break
    coder.press("Alt+2")
    coder.rest()
    assert window.form.isAncestorOf(QApplication.focusWidget())
    coder.pressed = 0
    coder.key = lambda keys: (coder.press(keys), setattr(coder, "pressed", coder.pressed + 1))
    return coder


def offered(coder):
    findings = coder.window.knowledge.view("findings").model.findings
    return next((number, found) for number, found in enumerate(findings, 1) if found.changes)


def is_taken(coder, found, before):
    """The change is on the page; where it moves the weight its evidence is asked for first, as everywhere."""
    if isinstance(QApplication.activeModalWidget(), ReasonDialog):
        return QApplication.activeModalWidget()
    return coder.session.page != before and coder.session.store.history(coder.session.page_id)[-1].change.rule == (
        found.changes[0].rule or found.rule
    )


def test_a_fix_that_is_offered_costs_three_keys_whichever_it_is(at_page):
    number, found = offered(at_page)
    before = at_page.session.page
    at_page.key("Alt+3")
    at_page.key(str(number))
    assert at_page.window.knowledge.view("findings").current == found
    assert at_page.session.page == before, "a digit chooses and shows what would be; it changes nothing"
    at_page.key("Alt+Return")
    assert is_taken(at_page, found, before)
    assert at_page.pressed == COUNTED["offered_fix"].keys


def test_the_first_that_is_walked_to_costs_no_more(at_page):
    number, found = offered(at_page)
    before = at_page.session.page
    for _ in range(number):
        at_page.key("F4")
    at_page.key("Alt+Return")
    assert is_taken(at_page, found, before)
    assert at_page.pressed == number + 1
    if QApplication.activeModalWidget() is None:
        at_page.key("F4")  # on the next one, as the manual counts: F4 · Alt+Enter · F4
        assert at_page.pressed - (number - 1) == OFFERED_FIX


def test_a_digit_without_a_finding_does_nothing_and_one_in_the_form_is_typed(at_page):
    view = at_page.window.knowledge.view("findings")
    count = len(view.model.rows)
    at_page.press("Alt+3")
    chosen = view.list.currentIndex().row()
    if count < 9:
        at_page.press("9")
        assert view.list.currentIndex().row() == chosen
    at_page.press("1")
    assert view.list.currentIndex().row() == 0


def test_every_section_is_reached_by_key_and_none_leaves_the_focus_nowhere(at_page):
    knowledge = at_page.window.knowledge
    for keys, section in (("Alt+3", "findings"), ("F8", "suggestions"), ("Shift+F7", "basis"), ("F10", "review")):
        at_page.press(keys)
        focus = QApplication.focusWidget()
        assert focus is not None, keys
        assert knowledge.section(section).isAncestorOf(focus), (keys, focus)
        at_page.press("Alt+2")


def test_a_page_without_findings_says_so_in_one_line(at_page):
    window = at_page.window
    for row in window.session.store.rows(window.worklist.ids):
        if not row.errors + row.warnings:
            window.pages.open(row.id)
            seen = window.session.examination
            if not seen.findings and not seen.for_others and not seen.waived:
                break
    section = window.knowledge.section("findings")
    at_page.wait(lambda: section.body_height == 0)
    assert section.is_open
    assert "没有发现问题" in section.head.sentence.text()
