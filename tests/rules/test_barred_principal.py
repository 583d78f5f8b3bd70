"""A principal diagnosis that the annex of the scheme bars is a finding, once, whatever else is wrong with it."""

import pytest

from coding.drg.scheme import load_scheme
from coding.knowledge.knowledge import KnowledgeSource, load_knowledge
from tests.dip.small_city import write_city
from tests.drg.national_book import write_book
from tests.drg.small_pack import case

PAGE = "sex=1 | age_years=60 | dx={} | dx=I10.x00 原发性高血压 poa=1"
BARRED = "FP-DRG-903"


@pytest.fixture(scope="module")
def annex(tmp_path_factory):
    """The published form, and beside it codes of several kinds that may not be principal."""
    book = write_book(tmp_path_factory.mktemp("annex") / "全国.xlsx")
    codes = ("I50.900", "Z95.500", "Z85.300", "W01.900", "I69.300")
    (book.parent / "不能作为主要诊断.csv").write_text("\n".join(("编码", *codes)), encoding="utf-8")
    return load_knowledge(KnowledgeSource(scheme=str(book)))


def of_principal(judge, code, knowledge):
    """The rules that speak of the principal diagnosis as one that cannot be principal or grouped."""
    seen = judge(PAGE.format(code), knowledge)
    told = {f.rule for f in seen.findings if f.place.field == "principal_dx_code"}
    watched = {BARRED, "FP-DRG-001", *(f"FP-COD-0{n:02}" for n in range(1, 15)), "FP-COD-181"}
    return told & watched, {n.rule for n in seen.not_judged}


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("I50.900 心力衰竭", BARRED),
        ("i50.900 心力衰竭", BARRED),
        ("Z95.500 冠脉支架植入后状态", BARRED),  # of no group either, and a status: one fault
        ("Z85.300 乳腺恶性肿瘤个人史", BARRED),
        ("I69.300 脑梗死后遗症", BARRED),
        ("W01.900 跌倒", "FP-COD-001"),  # the rule of coding says more than the list
    ],
)
def test_one_fault_gives_one_finding(judge, annex, code, rule):
    assert of_principal(judge, code, annex)[0] == {rule}


def test_what_the_table_does_not_name_passes(judge, annex):
    told, not_judged = of_principal(judge, "I21.900 急性心肌梗死", annex)
    assert BARRED not in told | not_judged


def test_a_scheme_without_the_table_says_nothing(judge, embedded):
    told, not_judged = of_principal(judge, "I50.900 心力衰竭", embedded)
    assert BARRED not in told | not_judged


def test_a_scheme_says_which_principal_it_bars(tmp_path, annex):
    assert annex.scheme.bars_principal(case("I50.900"))
    assert not annex.scheme.bars_principal(case("I10.x00", "I50.900"))
    assert not load_scheme(write_book(tmp_path / "全国.xlsx")).bars_principal(case("I50.900"))
    city = load_knowledge(KnowledgeSource(scheme=str(write_city(tmp_path / "小城")))).scheme
    assert city.bars_principal(case("Z99.100"))
    assert not city.bars_principal(case("K35.800", "Z99.100"))
