"""What a hospital judges by, as the store keeps it: sources, own rules, own terms; a missing file stops nobody."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from coding.base.errors import KnowledgeError
from coding.knowledge.knowledge import Knowledge, KnowledgeSource
from coding.suggest.term_book import TermPair
from coding.work.hospital_knowledge import (
    KNOWLEDGE,
    as_kept,
    exchanged,
    kept_texts,
    knowledge_source,
    loaded,
    loaded_by,
    own_terms,
    rules_out_of_force,
)
from coding.work.knowledge_copies import keep_knowledge_source

TERM = TermPair("老毛病", ("脑梗死",), "I63.900", "dx")


def test_an_empty_store_judges_by_what_is_embedded(store, embedded):
    assert knowledge_source(store) == KnowledgeSource()
    assert loaded(knowledge_source(store)).stamp == embedded.stamp


def test_what_was_imported_comes_back_with_own_rules_and_terms(store, tmp_path):
    table = tmp_path / "本院诊断.csv"
    table.write_text("编码,名称\nJ18.900,肺炎\n", encoding="utf-8")
    store.edit_rules([("FP-STD-002", {"on": "0"})])
    store.add_terms([TERM])
    wanted = exchanged(KnowledgeSource(edition="clinical"), "dx_table", table)
    keep_knowledge_source(store, wanted, "质控甲", datetime(2026, 3, 1))
    source = knowledge_source(store)
    assert source.dx_table is not None
    assert Path(source.dx_table).is_relative_to(store.knowledge_folder)
    assert source.edition == "clinical"
    assert source.accepted == own_terms(store) != ()
    knowledge = loaded(source)
    assert len(knowledge.codes.dx) == 1
    assert "FP-STD-002" not in {c.rule.id for c in knowledge.rules.rules}
    assert [pair.code for pair in knowledge.lookup.terms.accepted] == ["I63.900"]


def test_a_refused_term_is_not_searched(store):
    store.add_terms([TERM])
    store.judge_terms([store.terms()[0].id], "refused")
    assert own_terms(store) == ()


def test_the_terms_of_the_window_go_to_a_worker_by_the_source(embedded):
    here = embedded.with_terms((TERM,))
    assert Knowledge(here.source).lookup.dx_search.search("老毛病", 1)[0].code == "I63.900"
    assert here.stamp == embedded.stamp


def test_another_tariff_forgets_what_was_answered_for_the_one_before(tmp_path):
    source = KnowledgeSource(tariff="旧.csv", tariff_options="level=三级", dx_map="a.csv")
    new = exchanged(source, "tariff", tmp_path / "新.csv")
    assert new == replace(source, tariff=str(tmp_path / "新.csv"), tariff_options=None)
    assert exchanged(source, "dx_map", tmp_path / "b.csv").tariff_options == "level=三级"


def test_a_table_that_was_moved_away_is_told_and_the_own_rules_stay_in_force(store, tmp_path):
    store.edit_rules([("FP-STD-002", {"on": "0"})])
    KNOWLEDGE["dx_table"].write(store, str(tmp_path / "没有.csv"))
    found = loaded_by(kept_texts(store), store)
    assert "没有.csv" in found.in_words()
    assert found.knowledge.source.dx_table is None
    assert "FP-STD-002" not in {c.rule.id for c in found.knowledge.rules.rules}
    with pytest.raises(KnowledgeError):
        loaded(knowledge_source(store))
    assert loaded_by({}, store).troubles == ()


def test_a_table_that_is_imported_again_is_read_again(tmp_path):
    table = tmp_path / "本院诊断.csv"
    table.write_text("编码,名称\nJ18.900,肺炎\n", encoding="utf-8")
    source = KnowledgeSource(dx_table=str(table))
    assert len(loaded(source).codes.dx) == 1
    table.write_text("编码,名称\nJ18.900,肺炎\nI10.x00,高血压\n", encoding="utf-8")
    assert len(loaded(source, is_new=True).codes.dx) == 2


def test_rules_that_were_edited_meanwhile_are_in_force(store, embedded):
    assert as_kept(embedded, store) is embedded
    store.edit_rules([("FP-STD-002", {"kind": "of another version"})])
    assert rules_out_of_force(as_kept(embedded, store)) == 1
    assert rules_out_of_force(embedded) == 0
