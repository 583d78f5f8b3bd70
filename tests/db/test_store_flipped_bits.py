"""A bit that falls over on the disk: what is read is what was written, or it is refused; never silently other."""

import random
from contextlib import closing
from datetime import datetime

import pytest

from coding.page.edits import go_on, set_field
from coding.page.step import PageState
from coding.page.waiver import Waiver
from coding.store.store import Verdict
from coding.store.store_errors import StoreCorruptError, StoreError
from coding.suggest.term_book import TermPair
from db.sqlite.driver import sqlite3
from db.sqlite.sqlite_store import SqliteStore
from tests.db.conftest import make_page, make_reading
from tests.db.damage import damage

#: Offsets that are tried; with SEED the same ones in every run.
TRIED, SEED = 400, 10
PAGES = 12


def verdict(number):
    return Verdict(
        "warning", number, 2, 3, 4, "分组成功", f"HC{number}", 1.25, 9_800.5, 97.5, "0123456789ab", (("A", 2, 1),)
    )


@pytest.fixture
def written(path):
    """A closed file with something in every trade."""
    store = SqliteStore(path, lambda: datetime(2026, 3, 1, 8))
    ids = store.import_reading(
        make_reading(*(make_page(f"{n:04}", patient_name=f"样例{n}") for n in range(PAGES)))
    ).added
    for page_id in ids[::2]:
        store.append(page_id, set_field(store.page(page_id), "patient_name", "改过的"))
    store.keep_verdicts([(page_id, verdict(page_id)) for page_id in ids])
    store.set_settings({"findings.audience": "officer", "evidence.percent": "20"})
    store.add_terms([TermPair("胆囊炎伴结石", ("胆囊结石伴急性胆囊炎",), "K80.000", "dx")])
    store.edit_rules([("FP-ACC-101", {"severity": "info"})], "试")
    store.add_waiver(Waiver("FP-ACC-102", "本院如此", "质控员", datetime(2026, 3, 1)), ids[0])
    store.close()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA journal_mode = DELETE")
    return path


READINGS = {
    "pages": lambda s: [s.page(i) for i in range(1, PAGES + 1)],
    "originals": lambda s: [s.original(i) for i in range(1, PAGES + 1)],
    "histories": lambda s: [s.history(i) for i in range(1, PAGES + 1)],
    "rows": lambda s: s.rows(range(1, PAGES + 1)),
    "list": lambda s: s.listed(),
    "figures": lambda s: s.figures(),
    "settings": lambda s: [s.setting(key) for key in ("findings.audience", "evidence.percent")],
    "terms": lambda s: s.terms(),
    "rules": lambda s: s.rule_edits(),
    "waivers": lambda s: s.waivers(),
    "sources": lambda s: s.sources(range(1, PAGES + 1)),
}


def read_all(path):
    """What each reading gives, or the sentence with which it is refused."""
    try:
        store = SqliteStore(path)
    except StoreError as error:
        return dict.fromkeys(READINGS, error)
    try:
        return {name: _read(store, read) for name, read in READINGS.items()}
    finally:
        store.close()


def _read(store, read):
    try:
        return read(store)
    except StoreError as error:
        return error


def test_no_flipped_bit_is_read_as_something_else(written, tmp_path):
    content = written.read_bytes()
    expected = read_all(written)
    assert not any(isinstance(said, StoreError) for said in expected.values())
    random_ = random.Random(SEED)
    silent = []
    for _ in range(TRIED):
        offset, bit = random_.randrange(len(content)), random_.randrange(8)
        damaged = bytearray(content)
        damaged[offset] ^= 1 << bit
        copy = tmp_path / "copy.sqlite"
        copy.write_bytes(damaged)
        for name, said in read_all(copy).items():
            if not isinstance(said, StoreError) and said != expected[name] and "已损坏" not in repr(said):
                silent.append((offset, offset // 4096 + 1, bit, name))
        for beside in tmp_path.glob("copy.*"):
            beside.unlink()
    assert silent == []


def test_a_damaged_page_is_named_and_the_others_go_on(path, store):
    ids = store.import_reading(make_reading(*(make_page(f"{n:04}", patient_name="钱演示") for n in range(3)))).added
    damage(store, "UPDATE contents SET original = replace(original, '钱', '银') WHERE page_id = ?", (ids[1],))
    with pytest.raises(
        StoreCorruptError, match=f"编号为 {ids[1]} 的病案内容已损坏（病案号 0001，其他病案不受影响）：请从备份恢复"
    ):
        store.page(ids[1])
    assert [store.page(i).text("patient_name") for i in (ids[0], ids[2])] == ["钱演示"] * 2


def test_a_damaged_row_of_the_list_says_so_and_the_others_are_listed(path, store):
    ids = store.import_reading(make_reading(*(make_page(f"{n:04}") for n in range(3)))).added
    damage(store, "UPDATE pages SET patient_name = '别人' WHERE id = ?", (ids[1],))
    names = [row.patient_name for row in store.listed().rows]
    assert sorted(names) == ["样例甲", "样例甲", "（已损坏，请从备份恢复）"]


def test_a_change_that_was_altered_on_the_disk_is_not_taken_back(path, store):
    (page_id,) = store.import_reading(make_reading(make_page())).added
    store.append(page_id, set_field(store.page(page_id), "patient_name", "钱演示"))
    damage(store, "UPDATE changes SET change = replace(change, '钱', '银')")
    with pytest.raises(StoreCorruptError, match=f"编号为 {page_id} 的病案的修改记录已损坏"):
        store.undoable(page_id)


def test_a_page_that_was_kept_before_there_were_sums_is_read_as_it_stands(path, store):
    (page_id,) = store.import_reading(make_reading(make_page())).added
    damage(store, "UPDATE contents SET original_sum = NULL")
    damage(store, "UPDATE pages SET sum = NULL")
    assert store.page(page_id) == make_page()
    assert store.rows([page_id])[0].patient_name == "样例甲"


def test_a_new_verdict_or_mark_does_not_make_a_damaged_row_whole(path, store):
    (page_id,) = store.import_reading(make_reading(make_page())).added
    damage(store, "UPDATE pages SET patient_name = '别人'")
    store.keep_verdicts([(page_id, verdict(1))])
    with pytest.raises(StoreCorruptError, match="备份"):
        store.append(page_id, go_on(PageState.CODING, PageState.PASSED))
    assert store.rows([page_id])[0].patient_name == "（已损坏，请从备份恢复）"


def test_a_term_and_a_waiver_that_were_altered_are_refused(store, store_as):
    store.add_terms([TermPair("胆囊炎", ("急性胆囊炎",), "K81.000", "dx")])
    waiver = store.add_waiver(Waiver("FP-ACC-102", "本院如此", "质控员", datetime(2026, 3, 1)))
    store_as("质控员").end_waiver(waiver.id)
    assert store.waivers()[0].ended_by == "质控员"
    store_as("质控员").judge_terms([store.terms()[0].id], "approved")
    assert store.terms()[0].judged_by == "质控员"
    damage(store, "UPDATE terms SET code = 'K81.100'")
    damage(store, "UPDATE waivers SET rule = 'FP-ACC-103'")
    for read in (store.terms, store.waivers):
        with pytest.raises(StoreCorruptError, match="备份恢复"):
            read()
