"""A code table is looked at before it is used: figures, faults, and what it changes for the pages of the store."""

from dataclasses import replace

import pytest

from coding.base.errors import KnowledgeError
from coding.codes.entry import CodeKind
from coding.codes.library import load_code_table
from coding.page.rows import Diagnosis
from coding.work.code_table_check import check_code_table, table_effect
from tests.db.conftest import make_page, make_reading


@pytest.fixture
def table(tmp_path):
    def write(text, name="医保版2.0.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def page(case_no, *diagnoses):
    return replace(make_page(case_no), diagnoses=diagnoses)


def test_the_check_says_what_it_is_and_copies_it(store, table):
    path = table("编码,名称,灰码\nI10.x00,高血压,1\nJ18.901,肺炎,0\n?,坏,\n")
    checked = check_code_table(store, "dx_table", path)
    said = checked.in_words()
    assert "识别为诊断编码表" in said
    assert "3 行中可用 2 条" in said
    assert "医保灰码 1 条" in said
    assert (checked.edition, [f.line for f in checked.sheet.faults]) == ("医保版 2.0", [4])
    assert checked.file.path.is_relative_to(store.knowledge_folder)
    checked.file.discard()
    assert list(store.knowledge_folder.iterdir()) == []


def test_operating_room_flags_and_levels_are_counted(store, table):
    path = table("编码,名称,手术室,手术级别\n47.0100,阑尾切除术,1,2\n99.2901,注射,0,\n")
    said = check_code_table(store, "px_table", path).in_words()
    assert "标明手术室操作的 1 条" in said
    assert "有手术级别的 1 条" in said
    assert "没有灰码一列" in said


def test_a_table_of_two_editions_is_said_to_look_like_a_crosswalk(store, table):
    path = table("临床版编码,临床版名称,医保版编码,医保版名称\nI10.x00x002,高血压,I10.x00,高血压\n")
    [doubt] = check_code_table(store, "dx_table", path).doubts()
    assert "对照表" in doubt
    assert "“临床版编码”列" in doubt


def test_what_is_no_code_table_is_refused_and_leaves_no_copy(store, table):
    path = table("DRG编码,DRG名称,权重\nFL19,冠脉手术,1.2\nHC25,胆囊,1.1\n")
    with pytest.raises(KnowledgeError, match="DRG 权重表"):
        check_code_table(store, "dx_table", path)
    assert list(store.knowledge_folder.iterdir()) == []


def test_codes_that_the_new_table_does_not_know_are_counted_by_pages(store, table):
    pages = [
        page("1", Diagnosis("J18.901", "肺炎"), Diagnosis("Z99.800", "依赖")),
        page("2", Diagnosis("J18.901", "肺炎甲"), Diagnosis("I10.x00", "高血压")),
        page("3", Diagnosis("K35.800", "阑尾炎")),
    ]
    store.import_reading(make_reading(*pages))
    old = load_code_table(table("编码,名称\nJ18.901,肺炎\nI10.x00,高血压\n", "旧.csv"), CodeKind.DIAGNOSIS)
    text = "编码,名称,灰码\nJ18.902,肺炎\nI10.x00,高血压,1\nK35.800,阑尾炎,0\n"
    new = load_code_table(table(text, "新.csv"), CodeKind.DIAGNOSIS)
    steps = []
    effect = table_effect(store, new, old, lambda *at: steps.append(at))
    assert effect.unknown == (("J18.901", "肺炎", 2),)
    assert effect.found == (("K35.800", "阑尾炎", 1),)
    assert effect.grey == (("I10.x00", "高血压", 1),)
    assert (effect.pages, effect.unknown_pages) == (3, 2)
    assert steps == [(3, 3)]
    assert "3 份病案将重新检查" in effect.in_words()
    assert "不认识的编码 1 个，涉及 2 份" in effect.in_words()


def test_a_store_without_pages_is_said_to_have_none(store, table):
    new = load_code_table(table("编码,名称\nI10.x00,高血压\n"), CodeKind.DIAGNOSIS)
    assert "还没有病案" in table_effect(store, new, new).in_words()
