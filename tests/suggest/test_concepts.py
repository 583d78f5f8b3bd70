"""No name stands first that says what the doctor did not write, as long as the table holds another."""

import pytest

from coding.codes.entry import CodeEntry, CodeKind
from coding.codes.library import CodeLibrary
from coding.suggest.search import TermSearch
from coding.suggest.term_book import embedded_terms
from coding.words.concepts import concepts
from coding.words.normalising import fold

DX, PX = CodeKind.DIAGNOSIS, CodeKind.PROCEDURE


def search(kind, names):
    return TermSearch(CodeLibrary(kind, [CodeEntry(c, n) for c, n in names.items()], "表", "s"), embedded_terms())


@pytest.mark.parametrize(
    ("kind", "words", "names"),
    [
        (DX, "鼻咽上壁溃疡", {"C11.000": "鼻咽上壁恶性肿瘤", "J39.200x001": "鼻咽溃疡", "K25.900": "胃溃疡"}),
        (DX, "股骨骨髓水肿", {"S72.900": "股骨骨折", "M86.900": "骨髓炎"}),
        (DX, "慢性胆囊炎", {"K81.000": "急性胆囊炎", "K81.900": "胆囊炎"}),
        (DX, "陈旧性前壁心肌梗死", {"I21.000": "前壁急性心肌梗死", "I25.200": "陈旧性心肌梗死"}),
        (DX, "陈旧性脑梗死", {"I63.900": "脑梗死", "I69.300": "脑梗死后遗症"}),
        (DX, "足坏疽", {"E11.500x041": "糖尿病足坏疽", "R02.x00x003": "坏疽"}),
        (PX, "甲状腺活检", {"06.2x00": "甲状腺切除术", "06.1100": "甲状腺活组织检查"}),
        (PX, "胆囊切除术", {"51.2300": "腹腔镜下胆囊切除术", "51.2200": "其他胆囊切除术"}),
        (PX, "开放肾切除术", {"55.5100x1": "腹腔镜下肾切除术", "55.5100": "肾切除术"}),
    ],
)
def test_a_name_that_adds_a_concept_stands_behind(kind, words, names):
    adding, plain = list(names)[:2]
    codes = [m.code for m in search(kind, names).search(words, 5)]
    assert codes[0] == plain
    assert codes.index(plain) < codes.index(adding) if adding in codes else True


def test_where_the_table_holds_nothing_better_it_says_what_is_added():
    found = search(DX, {"C11.000": "鼻咽上壁恶性肿瘤"}).search("鼻咽上壁溃疡", 3)
    assert found[0].score <= 25
    assert "含原文没有的：恶性" in found[0].reason


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("右肺腺癌", "恶性"),
        ("胃MT", "恶性"),
        ("左桡骨远端骨裂", "骨折"),
        ("踝部扭伤", "损伤"),
        ("慢支急性发作", "急性"),
        ("孕38周", "妊娠"),
        ("胃底静脉曲张", ""),
    ],
)
def test_what_words_hold(words, label):
    held = concepts(DX).labels(concepts(DX).held(fold(words)))
    assert label in held if label else not {"恶性", "骨折", "损伤", "急性", "妊娠"} & set(held)


def test_an_alias_written_out_holds_a_concept_but_cannot_take_a_denial_back():
    known = concepts(DX)
    assert "恶性" in known.labels(known.held("占位", "恶性肿瘤"))
    assert "急性" not in known.labels(known.held("陈旧性上呼吸道感染", "急性上呼吸道感染"))
    assert "急性" in known.labels(known.held("慢性支气管炎急性发作"))


def test_a_code_asserts_what_its_name_is_silent_on():
    known = concepts(DX)
    assert "恶性" in known.labels(known.asserted("卡斯特尔曼", "C96.700"))
    assert "急性期" in known.labels(known.asserted("脑梗死", "I63.900"))
    assert "急性期" not in known.labels(known.asserted("脑梗死后遗症", "I63.900"))
    assert known.asserted("胃炎", "K29.700") == 0


def test_a_microscope_is_no_endoscope():
    known = concepts(PX)
    assert "内镜" not in known.labels(known.asserted("显微镜下神经松解术", "04.4900"))
    assert "内镜" in known.labels(known.asserted("胸腔镜下肺叶切除术", "32.4100"))
