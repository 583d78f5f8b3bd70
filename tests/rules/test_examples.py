"""Every rule of the files holds on its own examples: the failing page gives a finding, the near miss gives none."""

from pathlib import Path

import pytest

from coding.examine.rule_trial import try_example
from coding.knowledge.knowledge import KnowledgeSource, load_knowledge
from coding.page.finding import NotJudged
from coding.payment.tariff_options import TariffOptions
from coding.rules.rule_book import compile_rule, embedded_rule_tables, embedded_sets, read_rule, rule_rows
from tests.dip.small_city import write_city
from tests.drg.national_book import write_book

RULES = [
    compile_rule(read_rule(row, source), embedded_sets())
    for table in embedded_rule_tables()
    for row, source in rule_rows(table)
]
#: Rules whose verdict rests on a hospital's own tables or on a group: tested with those in test_stories and test_group.
WITH_OTHER_KNOWLEDGE = {r.rule.id for r in RULES if not r.rule.fails}


@pytest.fixture(scope="module")
def by_drg():
    # a region's tariff, as multiples of a group's mean are not judged by the demonstration
    return load_knowledge(KnowledgeSource(tariff=str(Path(__file__).parents[1] / "data" / "tariff_rules.csv")))


@pytest.fixture(scope="module")
def by_dip(tmp_path_factory):
    pack = write_city(tmp_path_factory.mktemp("dip") / "小城")
    return load_knowledge(KnowledgeSource(scheme=str(pack), tariff_options=TariffOptions(level="三级").as_text()))


@pytest.fixture(scope="module")
def by_annex(tmp_path_factory):
    """The published form with the printed annex typed beside it."""
    book = write_book(tmp_path_factory.mktemp("annex") / "全国.xlsx")
    (book.parent / "不能作为主要诊断.csv").write_text("编码,名称\nI50.900,心力衰竭\n", encoding="utf-8")
    return load_knowledge(KnowledgeSource(scheme=str(book)))


@pytest.fixture(scope="module")
def by_sex(tmp_path_factory):
    """The bureau's table of codes of one sex."""
    table = tmp_path_factory.mktemp("sex") / "性别库.csv"
    table.write_text("编码,名称,性别\nN60,良性乳腺发育不良,女\n85.4,乳房切除术,女\n", encoding="utf-8")
    return load_knowledge(KnowledgeSource(sex_table=str(table)))


@pytest.fixture
def knowledge(compiled, by_drg, by_dip, by_annex, by_sex):
    """What the rule asks for: one of DIP asks for a pack of DIP, one of the annex for a scheme with it."""
    if compiled.rule.id == "FP-DRG-903":
        return by_annex
    if compiled.rule.kind == "sex_by_table":
        return by_sex
    return by_dip if compiled.rule.id.startswith("FP-DIP") else by_drg


@pytest.mark.parametrize("compiled", RULES, ids=lambda c: c.rule.id)
def test_the_failing_example_of_a_rule_gives_its_finding(compiled, knowledge):
    if compiled.rule.id in WITH_OTHER_KNOWLEDGE:
        pytest.skip("需要医院自己的码表或分组：另有测试")
    found = try_example(compiled, compiled.rule.fails, knowledge)
    if isinstance(found, NotJudged) and "类目亚目" in found.reason:
        pytest.skip(found.reason)
    assert not isinstance(found, NotJudged), found.reason
    assert found
    assert {f.rule for f in found} == {compiled.rule.id}
    for finding in found:
        assert "{" not in finding.message
        assert "—" not in finding.message
        assert finding.basis
        assert finding.hint


@pytest.mark.parametrize("compiled", RULES, ids=lambda c: c.rule.id)
def test_the_passing_example_of_a_rule_is_judged_and_passes(compiled, knowledge):
    if compiled.rule.id in WITH_OTHER_KNOWLEDGE:
        pytest.skip("需要医院自己的码表或分组：另有测试")
    found = try_example(compiled, compiled.rule.passes, knowledge)
    if isinstance(found, NotJudged) and "类目亚目" in found.reason:
        pytest.skip(found.reason)
    assert found == ()


@pytest.mark.parametrize("compiled", [r for r in RULES if r.rule.near], ids=lambda c: c.rule.id)
def test_what_is_just_inside_the_bound_passes(compiled, knowledge):
    found = try_example(compiled, compiled.rule.near, knowledge)
    if isinstance(found, NotJudged) and "类目亚目" in found.reason:
        pytest.skip(found.reason)
    assert found == ()


def test_few_rules_are_without_examples():
    assert len(WITH_OTHER_KNOWLEDGE) <= 7
