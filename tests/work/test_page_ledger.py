"""The ledger of a page: what stands and what was taken back, what each change did to the group, going back."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from coding.base.errors import StaleChangeError
from coding.knowledge.knowledge import load_knowledge
from coding.page.change import ChangeSource
from coding.page.edits import insert_row, move_row, set_field
from coding.page.front_page import FrontPage
from coding.page.reading import Reading
from coding.page.rows import Diagnosis, Procedure
from coding.work.page_ledger import back_of, down_to, effects_of, ledger_of, placed, states_of, undo_of
from db.sqlite.sqlite_store import SqliteStore
from tests.ui.review.people import opener

#: A store of a program that wrote no audit yet.
OLD = Path(__file__).resolve().parents[1] / "data" / "store_v7.sqlite"
PAGE = FrontPage(
    {"case_no": "1", "sex": "2", "age_years": "54", "los_days": "5", "discharge_datetime": "2024-03-06"},
    (Diagnosis("K35.800", "急性阑尾炎", "1"), Diagnosis("J18.900", "肺炎", "1")),
    (Procedure("47.0100", "腹腔镜阑尾切除术", "2024-03-02", "3"),),
)


@pytest.fixture
def store(tmp_path):
    store = SqliteStore(tmp_path / "ledger.sqlite")
    yield store
    store.close()


@pytest.fixture
def made(store):
    """A page with three changes, the second of which was taken back."""
    (page_id,) = store.import_reading(Reading("三月.csv", "n041", "utf-8", (), (PAGE,))).added
    store.append(page_id, set_field(store.page(page_id), "sex", "1", reason="身份证"))
    moved = store.append(
        page_id, move_row(store.page(page_id), "diagnosis", 1, 0, source=ChangeSource.SUGGESTION)
    ).entry
    store.append(page_id, moved.change.inverse(), moved.id)
    store.append(page_id, insert_row(store.page(page_id), "diagnosis", Diagnosis("I10.x00", "高血压", "1"), 1))
    return page_id


def test_every_change_stands_in_order_with_source_field_old_new_and_reason(store, made):
    ledger = ledger_of(store, made)
    told = [(line.source, line.place, line.before, line.after, line.reason, line.is_struck) for line in ledger.lines]
    assert told == [
        ("手工", "性别", "女", "男", "身份证", False),
        ("编码建议", "诊断次序", "其他诊断1 J18.900 肺炎", "主要诊断", "", True),
        ("撤销", "诊断次序", "主要诊断 J18.900 肺炎", "其他诊断1", "", False),
        ("手工", "增加其他诊断1", "", "I10.x00 高血压", "", False),
    ]
    assert ledger.original == store.page(made).apply(back_of(ledger, ledger.entries[3], store.page(made))).apply(
        back_of(ledger, ledger.entries[0], store.page(made))
    )


def test_who_brought_the_page_first_is_named_and_nobody_where_nobody_was_written_down(tmp_path):
    file = tmp_path / "months.sqlite"
    for who, more in (("李编码", {}), ("质控员", {"sex": "1"})):
        store = opener(who)(file)
        reading = Reading("三月.csv", "n041", "utf-8", (), (replace(PAGE, values={**PAGE.values, **more}),))
        store.import_reading(reading)
        (page_id,) = store.worklist()
        assert ledger_of(store, page_id).came.by == "李编码"
        store.close()
    shutil.copy(OLD, tmp_path / "old.sqlite")
    old = SqliteStore(tmp_path / "old.sqlite")
    assert ledger_of(old, 1).came.by == ""
    old.close()


def test_the_page_after_each_entry(store, made):
    ledger = ledger_of(store, made)
    states = list(states_of(store, made, ledger))
    assert states[0] == ledger.original
    assert [page.diagnoses[0].code for page in states[2:4]] == ["J18.900", "K35.800"]
    assert states[-1].diagnoses == store.page(made).diagnoses
    for entry, page in zip(ledger.entries, states[1:], strict=True):
        assert store.page_on(made, entry.at).page.diagnoses == page.diagnoses


def test_what_each_entry_did_to_the_group(store, made):
    ledger, knowledge = ledger_of(store, made), load_knowledge()
    states = list(states_of(store, made, ledger))
    every = frozenset(entry.id for entry in ledger.entries)
    effects = dict(effects_of(store, made, ledger, knowledge, every))
    for number, entry in enumerate(ledger.entries):
        assert effects[entry.id].before == placed(states[number], knowledge)
        assert effects[entry.id].after == placed(states[number + 1], knowledge)
    assert effects[ledger.entries[1].id].moves
    one = ledger.entries[2].id
    assert dict(effects_of(store, made, ledger, knowledge, frozenset({one}))) == {one: effects[one]}, "one alone too"


def test_one_in_the_middle_is_taken_back_and_made_again(store, made):
    ledger, page = ledger_of(store, made), store.page(made)
    first = ledger.entries[0]
    store.append(made, back_of(ledger, first, page), first.id)
    assert store.page(made).text("sex") == "2"
    ledger = ledger_of(store, made)
    assert [line.is_struck for line in ledger.lines] == [True, True, False, False, False]
    again = back_of(ledger, ledger.entries[0], store.page(made))
    undo = undo_of(ledger, ledger.entries[0])
    assert again.source == ChangeSource.REDO
    store.append(made, again, undo.id)
    assert store.page(made).text("sex") == "1"
    ledger = ledger_of(store, made)
    with pytest.raises(StaleChangeError, match="已经重做"):
        back_of(ledger, ledger.entries[0], store.page(made))
    last = ledger.entries[-1]
    store.append(made, back_of(ledger, last, store.page(made)), last.id)
    assert store.page(made).text("sex") == "2", "what was made again is taken back as anything else"


def test_an_undo_itself_is_not_taken_back(store, made):
    ledger = ledger_of(store, made)
    with pytest.raises(StaleChangeError, match="本身是撤销"):
        back_of(ledger, ledger.entries[2], store.page(made))


def test_down_to_a_step_the_last_one_first(store, made):
    ledger = ledger_of(store, made)
    assert [entry.id for entry in down_to(ledger, ledger.entries[0])] == [ledger.entries[3].id, ledger.entries[0].id]
    with pytest.raises(StaleChangeError, match="不能逐条撤销"):
        down_to(ledger, ledger.entries[1])
