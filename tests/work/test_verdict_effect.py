"""How many pages would be told otherwise: compared with what the worklist tells, and nothing is kept of it."""

from datetime import datetime

import pytest

from coding.base.resources import resource_path
from coding.exchange.read import read_file
from coding.knowledge.knowledge import KnowledgeSource, load_knowledge
from coding.page.reading import Reading
from coding.work.contexts import Contexts
from coding.work.rechecking import examined
from coding.work.verdict_effect import VerdictEffect, verdict_effect
from db.sqlite.sqlite_store import SqliteStore

NOW = datetime(2026, 11, 28, 9, 0)


@pytest.fixture
def store(tmp_path):
    pages = read_file(resource_path("sample/sample_n041.csv")).pages[:30]
    made = SqliteStore(tmp_path / "a.sqlite")
    made.import_reading(Reading("样例.csv", "n041", "utf-8", (), tuple(pages)))
    for verdicts in examined(made, made.worklist()[:25], load_knowledge(), Contexts(), NOW):
        made.keep_verdicts(verdicts)
    yield made
    made.close()


def test_the_same_knowledge_changes_nothing_and_unseen_pages_are_told(store):
    effect = verdict_effect(store, load_knowledge(), Contexts(), NOW)
    assert (effect.pages, effect.told, effect.unseen) == (25, 0, 5)
    assert "不改变任何病案的结论" in effect.in_words()
    assert "5 份还没有结论" in effect.in_words()


def test_where_no_page_has_a_verdict_nothing_is_promised():
    told = VerdictEffect(unseen=60).in_words()
    assert "还不能说" in told
    assert "不改变" not in told
    assert "60 份" in told


def test_other_weights_reweigh_every_group_that_they_name(store, tmp_path):
    rows = [row for row in store.rows(store.worklist()) if row.weight is not None]
    groups = sorted({row.drg for row in rows})
    path = tmp_path / "权重.csv"
    path.write_text("DRG编码,DRG名称,权重\n" + "".join(f"{group},组,9.5\n" for group in groups), encoding="utf-8")
    after = load_knowledge(KnowledgeSource(tariff=str(path)))
    before = [(row.id, row.weight) for row in store.rows(store.worklist())]
    effect = verdict_effect(store, after, Contexts(), NOW)
    assert effect.reweighed == effect.told == len(rows)
    assert effect.regrouped == 0
    assert f"会改变 {len(rows):,} 份病案的结论" in effect.in_words()
    assert [(row.id, row.weight) for row in store.rows(store.worklist())] == before, "nothing is kept"


def test_whoever_watches_may_stop_it(store):
    def stop(_done, _total):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        verdict_effect(store, load_knowledge(), Contexts(), NOW, stop)
