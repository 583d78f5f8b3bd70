"""Whatever is written in whatever order, in a new store and in an old one: every row has its sum, and what stands
beside a page (its state, 已改动) says what its history and its two texts say.
"""

import shutil
import tempfile
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coding.base.errors import CodingError
from coding.page.edits import go_on, insert_row, remove_row, set_field
from coding.page.linked_records import with_list
from coding.page.reading import Reading
from coding.page.rows import Diagnosis
from coding.page.step import PageState
from coding.page.waiver import Waiver
from coding.payment.paid_result import PaidResult
from coding.store.page_marks import PageMark, row_marks
from coding.store.store import Verdict
from coding.suggest.term_book import TermPair
from coding.work.unproved import evidence_change
from db.shared.tables.sums import CURRENT, ORIGINAL, SUMMED
from db.sqlite.driver import sqlite3
from db.sqlite.row_sums import add_sums
from db.sqlite.sqlite_store import SqliteStore
from tests.db.conftest import judged, make_page, make_reading
from tests.db.old_stores import OLD

AT = datetime(2026, 3, 1, 8)
VERDICT = Verdict("warning", 0, 2, 0, 0, "分组成功", "HC23", 1.2, None, 97.0, "s1", unproved=True)
WAIVER = Waiver("R1", "理由", "甲", AT)
PAIR = TermPair("阑尾炎", ("急性阑尾炎",), "K35.800", "diagnosis", False, 1)


def edit(store, page_id, number):
    store.append(page_id, set_field(store.page(page_id), "patient_name", f"样例{number}"))


def row(store, page_id, number):
    page = store.page(page_id)
    full = len(page.rows("diagnosis")) > 2
    change = remove_row(page, "diagnosis", 1) if full else insert_row(page, "diagnosis", Diagnosis("I10.x00", "高血压"))
    store.append(page_id, change)


def step(store, page_id, number):
    judged(store, page_id)
    now = PageState(store.rows([page_id])[0].progress)
    store.append(page_id, go_on(now, PageState.CODING if now is PageState.PASSED else PageState.PASSED))


def undo(store, page_id, number):
    for entry in store.undoable(page_id)[-1:]:
        store.append(page_id, entry.change.inverse(), entry.id)


def evidence(store, page_id, number):
    store.append(page_id, evidence_change("病程记录"))


def verdict(store, page_id, number):
    store.keep_verdicts([(page_id, replace(VERDICT, errors=number))])


def newer_file(store, page_id, number):
    store.import_reading(make_reading(make_page("0001", fee_total=str(number)), make_page(f"1{number:03}")))


def other_settlement(store, page_id, number):
    page = with_list(store.page(page_id), make_page("0001", setl_serial_no=f"A{number}"))
    store.import_reading(Reading("清单.csv", "list", "utf-8", (), (page,)))


def cut_off(store, page_id, number):
    def stop(done, total):
        if done:
            raise InterruptedError

    pages = [make_page(f"9{n:04}") for n in range(201)]
    with pytest.raises(InterruptedError):
        store.import_reading(make_reading(*pages), stop)
    store.clear_interrupted()


def rules(store, page_id, number):
    store.edit_rules([("R1", {"severity": "warning"}), ("R2", None)], "说明")
    kept = store.add_waiver(WAIVER, page_id)
    if number % 2:
        store.end_waiver(kept.id)


def terms(store, page_id, number):
    store.add_terms([PAIR], approve=bool(number % 2))
    store.judge_terms([term.id for term in store.terms()], ("learned", "approved", "refused")[number % 3])
    if number % 5 == 0:
        store.remove_terms([term.id for term in store.terms()][:1])


def set_settings(store, page_id, number):
    store.set_settings({"a": str(number), "b": ""})
    store.name_knowledge(f"s{number}", {"codes": "内置"})


def paid(store, page_id, number):
    store.keep_paid([PaidResult("0001", denied=float(number), reason="理由")], f"b{number}")


WRITES = (
    edit, row, step, undo, evidence, verdict, newer_file, other_settlement, cut_off, rules, terms, paid, set_settings,
)  # fmt: skip


def damaged(path):
    """The tables with a row whose sum is none or another one."""
    with closing(sqlite3.connect(path)) as raw:
        add_sums(raw)
        wrong = {f"{t}: sum IS NOT row_sum({columns})" for t, columns in SUMMED.items()}
        wrong |= {f"contents: original_sum IS NOT {ORIGINAL}"}
        wrong |= {f"contents: current IS NOT NULL AND current_sum IS NOT {CURRENT}"}
        asked = [each.partition(": ") for each in sorted(wrong)]
        return [t for t, _, where in asked if raw.execute(f"SELECT 1 FROM {t} WHERE {where}").fetchone()]


def contradicted(store):
    """What stands beside a page and is not what its texts and its history say."""
    for page_id in store.worklist():
        shown = store.rows([page_id])[0]
        yield page_id, PageMark.ALTERED in row_marks(shown), store.page(page_id) != store.original(page_id)
        steps = [entry.change.step for entry in store.history(page_id) if entry.change.step]
        if steps:
            yield page_id, shown.progress, steps[-1].after.value


@pytest.mark.parametrize("old", [None, OLD[0], OLD[3], OLD[-1]], ids=lambda old: old.stem if old else "new")
@settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    made=st.lists(
        st.tuples(st.sampled_from(WRITES), st.integers(0, 9), st.booleans(), st.integers(0, 2)), min_size=6, max_size=14
    )
)
def test_every_row_is_intact_and_every_mark_true_after_each_write(old, made):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "首页.sqlite"
        if old is not None:
            shutil.copy(old, path)
        with closing(SqliteStore(path)) as one, closing(SqliteStore(path)) as other:
            one.import_reading(make_reading(make_page("0001"), make_page("0002")))
            ids = sorted(one.worklist())
            assert damaged(path) == []
            for write, number, elsewhere, which in made:
                try:
                    write(other if elsewhere else one, ids[which % len(ids)], number)
                except CodingError as error:
                    raise AssertionError(write.__name__) from error
                assert damaged(path) == [], write.__name__
                wrong = [found for found in contradicted(one) if found[1] != found[2]]
                assert wrong == [], write.__name__
