"""What was and what is flagged, in the form that is only looked at."""

from dataclasses import replace

import pytest

from coding.page.edits import set_field
from coding.page.rows import Diagnosis
from tests.ui.review.people import clean_pages, fill, opener
from tests.ui.review.test_flow_story import come
from ui.form.field_wanted import days_old
from ui.form.row_table import RowsTable
from ui.officer.was_labels import WasLabels


@pytest.fixture
def desk(coder):
    """A page of several diagnoses: a coder has altered a field and the name of the second diagnosis."""
    (page,) = clean_pages(1)
    rows = (*page.diagnoses, Diagnosis("I10.x00x002", "高血压", "1"), Diagnosis("E78.500", "高脂血症", "1"))
    fill(coder.path, [replace(page, diagnoses=rows)], two_stage=True)
    coder.start(opener=opener("编码员"))
    coder.rest()
    session, last = coder.session, len(rows) - 1
    session.apply(set_field(session.page, "contact_name", "李联系人"))
    session.apply(set_field(session.page, "other_dx_name", "血脂高", last))
    come(coder, "质控员")
    coder.press("Ctrl+Alt+2")
    coder.rest()
    desk = coder.window.modes.officer
    coder.wait(lambda: desk.pivot.pivot is not None)
    desk.list.take_focus()
    return desk


@pytest.fixture
def two_pages(coder):
    """A newborn with an item of a form out of use, then that of a grown-up without; she is on the first."""
    pages = clean_pages(12)
    newborn, grown = pages[0], pages[-1]
    assert days_old(newborn) < 28 < 6000 < days_old(grown)
    newborn = replace(newborn, values={**newborn.values, "hbsag": "1", "newborn_birth_weight_2": ""})
    first, second = fill(coder.path, [newborn, grown], two_stage=True)
    coder.start(opener=opener("质控员"))
    coder.rest()
    coder.window.pages.open(first)
    coder.press("Ctrl+Alt+2")
    coder.rest()
    coder.window.modes.officer.list.take_focus()
    return first, second


def in_form(coder):
    """What is not hidden of the form: its parts and its items."""
    body = coder.window.form._body
    items = {key for key, edit in body.edits.items() if not edit.isHidden()}
    return items, {box.part.key for box in body.boxes if not box.isHidden()}


def table_of(coder):
    return next(table for table in coder.window.form.findChildren(RowsTable) if table.group == "diagnosis")


def test_what_was_stands_before_each_changed_value_with_who_and_when(coder, desk):
    coder.wait(lambda: "contact_name" in desk.was.labels)
    label = desk.was.labels["contact_name"]
    assert label.text().startswith("‹")
    assert "编码员" in label.toolTip()
    assert label.accessibleName() == label.toolTip()
    table = table_of(coder)
    last = table.rows.length - 1
    cell = table.rows.index(last, table.rows.column_of("name"))
    assert cell.data() == "‹高脂血症› 血脂高"
    assert table.rows.index(0, table.rows.column_of("name")).data().startswith("‹") is False
    coder.press("Ctrl+Alt+1")
    assert cell.data() == "血脂高", "the coder types over what stands there"
    assert label.isHidden()
    assert coder.window.form._edits["contact_name"].textMargins().left() == 0


def test_d_shows_what_was_changed_alone_and_everything_again(coder, desk):
    form, table = coder.window.form, table_of(coder)
    shown = {key for key, edit in form._edits.items() if not edit.isHidden()}
    last = table.rows.length - 1
    coder.press("D")
    left = {key for key, edit in form._edits.items() if edit.isVisible()}
    assert "contact_name" in left
    assert "patient_name" not in left
    assert left <= {spot[1] for spot in desk.only_changed.kept()}
    assert not table.isRowHidden(last)
    assert table.isRowHidden(last - 1)
    coder.press("D")
    assert {key for key, edit in form._edits.items() if not edit.isHidden()} == shown
    assert not table.isRowHidden(last - 1)


def test_what_is_hidden_is_shown_again_when_the_desk_is_left(coder, desk):
    coder.press("D")
    coder.press("Ctrl+Alt+1")
    assert not desk.only_changed.is_on
    assert not coder.window.form._edits["patient_name"].isHidden()
    assert isinstance(desk.was, WasLabels)


@pytest.mark.parametrize("leaves_by", ["D", "Ctrl+Alt+1"])
def test_after_another_page_was_opened_nothing_comes_back_that_it_does_not_have(coder, two_pages, leaves_by):
    first, second = two_pages
    coder.window.pages.open(second)
    shown = in_form(coder)
    assert "newborn_birth_weight_2" not in shown[0]
    assert "legacy" not in shown[1]
    coder.window.pages.open(first)
    assert "newborn_birth_weight_2" in in_form(coder)[0]
    assert "legacy" in in_form(coder)[1]
    desk = coder.window.modes.officer
    desk.list.take_focus()
    coder.press("D")
    assert "patient_name" not in in_form(coder)[0]
    coder.window.pages.open(second)
    coder.wait(lambda: not desk.only_changed._soon.isActive())
    assert "patient_name" not in in_form(coder)[0], "there too only what was changed"
    desk.list.take_focus()
    coder.press(leaves_by)
    assert in_form(coder) == shown


def test_who_goes_over_to_the_whole_form_meanwhile_finds_no_part_of_it_folded(coder, desk):
    coder.window.form._body.fold_all()
    coder.press("D")
    coder.press("Ctrl+0")
    coder.press("D")
    assert not [box.part.title for box in coder.window.form._body.boxes if box.is_folded]
