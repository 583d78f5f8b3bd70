"""Half a character, a number without measure: kept as well as can be, or refused in a sentence; never a bare error."""

from dataclasses import replace
from datetime import datetime

import pytest

from coding.page.edits import go_on, set_field
from coding.page.step import PageState
from coding.page.waiver import Waiver
from coding.store.store_errors import StoreCorruptError, StoreError
from coding.suggest.term_book import TermPair
from tests.db.conftest import make_page, make_reading
from tests.db.damage import damage

HALF = "甲\ud83d"


@pytest.fixture
def page_id(store):
    return store.import_reading(make_reading(make_page())).added[0]


def test_author_of_a_change(store, store_as, page_id):
    store_as(HALF).append(page_id, set_field(store.page(page_id), "sex", "2"))
    assert store.history(page_id)[0].author == "甲?"


def test_page_text(store, page_id):
    store.append(page_id, set_field(store.page(page_id), "patient_name", HALF))
    assert store.page(page_id).text("patient_name") == HALF


def test_layout_and_encoding_of_a_file(store):
    ids = store.import_reading(replace(make_reading(make_page("9")), layout=HALF, encoding=HALF, columns=(HALF,))).added
    ((source, _),) = store.sources(ids)
    assert (source.layout, source.columns) == ("甲?", (HALF,))


def test_term(store, store_as):
    store_as(HALF).add_terms([TermPair(HALF, (HALF,), HALF, "dx")])
    (term,) = store.terms()
    assert (term.pair.raw, term.author) == ("甲?", "甲?")


def test_setting(store):
    store.set_setting("import.profiles", HALF)
    assert store.setting("import.profiles") == "甲?"
    store.set_machine_setting("author", HALF)
    assert store.machine_setting("author") == "甲?"


def test_waiver(store, store_as, page_id):
    waiver = Waiver(rule="R1", reason=HALF, author=HALF, at=datetime(2026, 1, 1), field="sex", value=HALF, dept=HALF)
    store_as(HALF).add_waiver(waiver, page_id)
    kept = store.waivers()[0].waiver
    assert (kept.reason, kept.author) == ("甲?", "甲?")


@pytest.mark.parametrize(
    "do",
    [
        lambda store: store.edit_rules([(HALF, {"title": "题"})]),
        lambda store: store.set_setting(HALF, "1"),
        lambda store: store.setting(HALF),
        lambda store: store.pages_with(HALF),
        lambda store: store.name_knowledge(HALF, {}),
    ],
)
def test_what_names_a_thing_is_refused_rather_than_altered(store, do):
    with pytest.raises(StoreError, match="“甲”之后有半个字符"):
        do(store)
    assert store.rule_edits() == []
    store.set_setting("another", "1")  # and the store goes on


@pytest.mark.parametrize(
    "do",
    [
        lambda store: store.page(2**70),
        lambda store: store.rows([2**70]),
        lambda store: list(store.pages([1, 2**70])),
        lambda store: store.append(2**70, go_on(PageState.CODING, PageState.PASSED)),
    ],
)
def test_number_without_measure(store, do):
    with pytest.raises(StoreError, match=r"数字|没有编号"):
        do(store)


@pytest.mark.parametrize(
    ("statement", "read"),
    [
        ("UPDATE settings SET value = cast(x'ff41' AS text)", lambda store: store.setting("a")),
        ("UPDATE pages SET patient_name = cast(x'ff41' AS text)", lambda store: store.rows([1])),
        ("UPDATE contents SET original = cast(x'ff41' AS text)", lambda store: store.page(1)),
    ],
)
def test_bytes_that_are_no_text_are_told_as_damage(store, page_id, statement, read):
    store.set_setting("a", "1")
    damage(store, statement)
    with pytest.raises(StoreCorruptError, match="备份"):
        read(store)
