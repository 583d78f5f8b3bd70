"""Slips that another spreadsheet program has saved, and what a grep finds in slips of the default kind."""

import shutil

import pytest

from coding.base.sheets import read_workbook
from coding.reports.slip_book import write_slip_books
from coding.work.contexts import Contexts
from coding.work.slip_answers import read_answers
from coding.work.slips import draw_up_slips, write_slips
from tools.measure_slips import NOW, PERIOD, fill, filled_store, invented_pages, landed, leaks, resaved, secrets

#: Enough for sheets of every odd name, few enough for a test.
PAGES, BOOKS = 120, 6


@pytest.fixture(scope="module")
def slips(tmp_path_factory, embedded):
    """Slips of invented pages with odd doctors, identities and amounts in wrong fields; their files, all answered."""
    folder = tmp_path_factory.mktemp("slips")
    pages = invented_pages(PAGES)
    store = filled_store(folder, pages)
    drawn = draw_up_slips(store, PERIOD, embedded, Contexts(), NOW)
    written = write_slips(store, drawn.slips, folder / "default", NOW)
    largest = sorted(drawn.slips, key=lambda slip: -len(slip.doctors))[:BOOKS]
    books = write_slip_books(folder / "few", largest, None, NOW)
    said = {}
    for number, path in enumerate(books):
        said |= fill(path, number, share=0.9)
    yield store, pages, written, books, said
    store.close()


@pytest.fixture(scope="module")
def saved_again(slips, tmp_path_factory):
    """form → the answered workbooks as LibreOffice saves them."""
    if shutil.which("soffice") is None:
        pytest.skip("没有 LibreOffice：该测试跳过")
    folder = tmp_path_factory.mktemp("again")
    _, _, _, books, _ = slips
    few = books[:1]
    forms = {form: resaved(few, folder, form) for form in ("ods", "xls")}
    return {"xlsx": resaved(books, folder), **forms, "few": few}


def test_every_answer_that_libreoffice_has_saved_lands_on_its_page(slips, saved_again):
    store, _, _, books, said = slips
    assert len(saved_again["xlsx"]) == len(books)
    back = read_answers(store, saved_again["xlsx"])
    assert back.troubles == ()
    assert back.answers == len(said) > 20
    assert landed(store, said) == len(said)


@pytest.mark.parametrize("form", ["xls", "ods"])
def test_other_forms_of_the_same_files_say_the_same(slips, saved_again, form):
    store, _, _, _, _ = slips
    read_answers(store, saved_again["few"])
    back = read_answers(store, saved_again[form])
    assert back.troubles == ()
    assert back.answers == 0
    assert back.again > 0


def test_a_grep_finds_no_person_no_amount_no_weight(slips, embedded):
    _, pages, written, _, _ = slips
    hidden = secrets(pages, embedded)
    assert min(len(words) for words in hidden.values()) >= 3
    assert leaks(written, hidden) == {}


def test_the_grep_would_find_them(slips, embedded, tmp_path):
    store, pages, _, _, _ = slips
    drawn = draw_up_slips(store, PERIOD, embedded, Contexts(), NOW)
    some = [*drawn.slips, *drawn.unchanged][:2]
    found = leaks(write_slips(store, some, tmp_path, NOW, names=True), secrets(pages, embedded))
    assert {kind for kind, _ in found} == {"persons"}


def test_the_hidden_sheet_is_read_after_libreoffice(saved_again):
    assert any(sheet.name == "反馈单对照" for sheet in read_workbook(saved_again["xlsx"][0]))
