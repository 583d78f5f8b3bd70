"""Terms that come in a sheet, and spellings that are gathered around one entry."""

import pytest

from coding.base.errors import KnowledgeError, UnusableInputError
from coding.codes.code_tables import CodeTables
from coding.codes.entry import CodeEntry, CodeKind
from coding.codes.library import CodeLibrary
from coding.suggest.lookup import Lookup
from coding.suggest.standardise import Cluster, Standardised, WrittenForm, standardise
from coding.suggest.suggestion import Match
from coding.suggest.term_book import TermBook, TermPair, load_terms
from coding.suggest.term_sheet import read_terms, read_words, write_terms

DX, PX = CodeKind.DIAGNOSIS, CodeKind.PROCEDURE


def library(kind, names):
    return CodeLibrary(kind, [CodeEntry(c, n) for c, n in names.items()], "表", "s")


DISEASES = library(DX, {"J18.900": "肺炎", "K35.800": "急性阑尾炎", "I63.900": "脑梗死", "K80.200": "胆囊结石"})
OPERATIONS = library(PX, {"47.0100": "腹腔镜下阑尾切除术", "88.0100": "胆囊结石"})


@pytest.fixture(scope="module")
def lookup():
    return Lookup(CodeTables(DISEASES, OPERATIONS), TermBook())


@pytest.fixture
def sheet(tmp_path):
    def write(text):
        path = tmp_path / "术语.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("row", "kind", "code"),
    [
        ("肺部感染,肺炎,", "dx", "J18.900"),
        ("LA,腹腔镜下阑尾切除术,", "px", "47.0100"),
        ("肺部感染,细菌性肺炎,J189", "dx", "J18.900"),
        ("LA,阑尾切除,4701", "px", "47.0100"),
        ("肺部感染,肺炎,J18.900", "dx", "J18.900"),
        ("结石,胆囊结石,", "dx", "K80.200"),
        ("结石,胆囊结石,88.0100", "dx", "K80.200"),
        ("两病,肺炎##脑梗死,", "dx", ""),
    ],
)
def test_a_pair_is_placed_by_its_code_or_by_its_standard_words(sheet, lookup, row, kind, code):
    (pair,), notes = read_terms(sheet(f"原词,标准词,编码\n{row}\n"), lookup)
    assert (pair.kind, pair.code) == (kind, code)
    assert notes == []


def test_a_pair_that_no_table_can_place_is_told_and_the_others_are_kept(sheet, lookup):
    pairs, notes = read_terms(
        sheet("原词,标准词,编码\n肺部感染,肺炎,\n甲乙,丙丁,\n两病,肺炎##丙丁,\n错,丙,Z99.900\n"), lookup
    )
    assert [p.raw for p in pairs] == ["肺部感染"]
    assert notes == [
        "“甲乙”的标准词“丙丁”不在诊断码表和手术码表中，未导入。",
        "“两病”的标准词“肺炎、丙丁”不在诊断码表和手术码表中，未导入。",
        "“错”的标准词“丙”不在诊断码表和手术码表中，未导入。",
    ]


def test_rows_that_say_half_are_passed_over(sheet):
    pairs = load_terms(sheet("编码,标准词,原词\nA,肺炎,肺部感染\nB,,甲\nC,乙\nD,## 丙 ## 丁 ##,戊\n")).accepted
    assert pairs == (TermPair("肺部感染", ("肺炎",), "A"), TermPair("戊", ("丙", "丁"), "D"))


def test_the_column_of_words_is_not_the_column_of_standard_words(sheet):
    (pair,) = load_terms(sheet("名称,原词\n肺炎,肺部感染\n")).accepted
    assert (pair.raw, pair.std, pair.code) == ("肺部感染", ("肺炎",), "")
    with pytest.raises(KnowledgeError, match="raw"):
        load_terms(sheet("原词,备注\n甲,乙\n"))
    with pytest.raises(KnowledgeError, match="raw"):
        load_terms(sheet("标准词,备注\n甲,乙\n"))


def test_words_are_counted_by_row_or_by_the_column_that_counts(sheet):
    assert read_words(sheet("诊断,次数\n 肺炎 ,3\n肺炎,两\n脑梗,0\n/,9\n—,9\n,9\n结石\n")) == {
        "肺炎": 4,
        "脑梗": 0,
        "结石": 1,
    }
    assert read_words(sheet("编号,手术名称\n1,阑尾切除\n2,阑尾切除\n3\n")) == {"阑尾切除": 2}
    with pytest.raises(KnowledgeError, match="是空的"):
        read_words(sheet("原词\n-\n"))


def test_a_folder_cannot_be_written_over(tmp_path):
    with pytest.raises(UnusableInputError, match="无法写入"):
        write_terms(tmp_path, [])


def cluster(*variants, code="", known=False):
    proposed = (Match(code, "名", 50.0, ""),) if code else ()
    return Cluster(tuple(WrittenForm(w, n, s) for w, n, s in variants), proposed, known)


def test_a_cluster_is_as_sure_as_its_least_sure_spelling():
    one = cluster(("甲", 2, 60.0), ("乙", 3, 40.0), code="J18.900")
    assert (one.count, one.score) == (5, 40.0)


def test_spellings_terms_and_failures_are_counted():
    outcome = Standardised(
        (
            cluster(("甲", 1, 60.0), ("乙", 1, 60.0), code="J18.900"),
            cluster(("丙", 1, 60.0), code="J18.900"),
            cluster(("丁", 1, 60.0), code="K35.800"),
            cluster(("戊", 1, 0.0), ("己", 1, 0.0)),
        )
    )
    assert (outcome.variants, outcome.terms, outcome.unmatched) == (6, 2, 2)


def test_spellings_are_gathered_and_ordered_by_how_often_they_were_written(lookup):
    words = {"脑 梗死": 1, "脑梗死": 2, "肺炎": 9, "。": 7, "今天天气好": 1, "今天 天气好": 1}
    outcome = standardise(words, lookup.search(DX))
    told = [
        ([(v.words, v.count) for v in c.variants], c.proposed[0].code if c.proposed else "") for c in outcome.clusters
    ]
    assert told == [
        ([("肺炎", 9)], "J18.900"),
        ([("脑梗死", 2), ("脑 梗死", 1)], "I63.900"),
        ([("今天 天气好", 1), ("今天天气好", 1)], ""),
    ]
    assert [c.score for c in outcome.clusters] == [100.0, 100.0, 0.0]
    assert [c.known for c in outcome.clusters] == [True, True, False]


def test_every_word_is_told_as_it_is_done_and_the_work_can_be_ended(lookup):
    seen = []
    standardise({"肺炎": 1, "肺 炎": 1, "脑梗死": 1}, lookup.search(DX), lambda done, of: seen.append((done, of)))
    assert seen == [(0, 2), (1, 2)]

    def stop(done, of):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        standardise({"肺炎": 1}, lookup.search(DX), stop)
