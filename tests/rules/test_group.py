"""Rules that set the group beside the page, with the scheme and the tariff that a region would import."""

from dataclasses import replace
from decimal import Decimal

import pytest

from coding.grouping.case import Grouping, GroupStatus
from coding.knowledge.knowledge import Knowledge
from coding.page.context import Context
from coding.page.finding import NotJudged
from coding.payment.price import Price
from coding.payment.tariff import Tariff
from coding.rules.engine import missing_inputs, run_rules, summed
from coding.rules.example import read_example

PAGE = "sex=2 | age_years=50 | los_days={days} | fee_total={fee} | dx=K80.200 胆囊结石 poa=1"
GROUPED = Grouping(GroupStatus.GROUPED, "MDCH", "HR1", "HR15")


@pytest.fixture(scope="module")
def regional(embedded):
    """The embedded knowledge with a tariff that is a region's own."""
    knowledge = Knowledge()
    knowledge.reference = replace(knowledge.reference, tariff=Tariff(title="某地", stamp="t", lines={}))
    return knowledge


def rules_of(text, knowledge, grouping=GROUPED, price=Price(1.0, 10000.0, 10000.0, 6.0)):
    page, _, _ = read_example(text)
    said = run_rules(page, knowledge.rules, knowledge.reference, Context(), grouping, price)
    findings, not_judged = summed(said, page, knowledge.rules, missing_inputs(Context(), grouping))
    return {f.rule for f in findings}, {n.rule: n for n in not_judged}


@pytest.mark.parametrize(
    ("days", "fee", "rule"),
    [(6, 30001, "FP-DRG-007"), (6, 3999, "FP-DRG-008"), (19, 20001, "FP-DRG-009"), (1, 9000, "FP-DRG-010")],
)
def test_multiples_are_told_by_a_regions_tariff(regional, days, fee, rule):
    found, _ = rules_of(PAGE.format(days=days, fee=fee), regional)
    assert rule in found


def test_an_ordinary_stay_is_left_alone(regional):
    found, _ = rules_of(PAGE.format(days=6, fee=10000), regional)
    assert not {r for r in found if r.startswith("FP-DRG")}


def test_a_group_that_the_tariff_does_not_price_is_not_judged(regional):
    _, not_judged = rules_of(PAGE.format(days=6, fee=90000), regional, price=Price(None, None))
    assert isinstance(not_judged["FP-DRG-007"], NotJudged)
    assert "权重费率表" in not_judged["FP-DRG-007"].reason


def test_an_ambiguous_group_is_told_once(embedded):
    ambiguous = Grouping(GroupStatus.AMBIGUOUS, "MDCK", "KQY", "KQY")
    text = "sex=1 | age_years=60 | dx=E03.900 甲减 poa=1 | dx=H26.900 白内障 poa=1 | op=13.4100 白内障超声乳化抽吸术"
    found, _ = rules_of(text, embedded, ambiguous)
    assert "FP-COD-166" in found, "it names the row that the operation is for, and the move"
    assert "FP-DRG-002" not in found
    found, _ = rules_of("sex=1 | age_years=60 | dx=E03.900 甲减 poa=1 | op=86.2200 清创术", embedded, ambiguous)
    assert "FP-DRG-002" in found


def test_a_sex_that_the_principal_cannot_have_explains_why_there_is_no_group(embedded):
    nothing = Grouping(GroupStatus.UNGROUPABLE, "0000", "00", "0000")
    found, _ = rules_of("sex=1 | age_years=40 | dx=N70.900 输卵管炎 poa=1", embedded, nothing)
    assert {"FP-DRG-003", "FP-COD-021"} <= found
    assert "FP-DRG-001" not in found


def test_a_perinatal_principal_outside_its_mdc_is_told(embedded):
    text = "sex=1 | age_years=0 | age_days=3 | dx=P23.900 先天性肺炎 poa=1"
    found, _ = rules_of(text, embedded, Grouping(GroupStatus.GROUPED, "MDCE", "ES3", "ES35"))
    assert "FP-DRG-004" in found
    found, _ = rules_of(text, embedded, Grouping(GroupStatus.GROUPED, "MDCP", "PU1", "PU19"))
    assert "FP-DRG-004" not in found


def test_a_fee_for_an_operation_in_a_medical_group_asks_for_the_operation(embedded):
    text = PAGE.format(days=6, fee=10000) + " | fee_operation={}"
    assert "FP-DRG-021" in rules_of(text.format(Decimal(1500)), embedded)[0]
    assert "FP-DRG-021" not in rules_of(text.format(300), embedded)[0]


def test_a_complication_that_the_principal_excludes_is_said_for_information(judge, imported):
    seen = judge("sex=1 | age_years=40 | dx=S37.300 尿道损伤 poa=1 | dx=S34.100x003 脊髓损伤 poa=1", imported)
    assert all(f.severity.value == "info" for f in seen.findings if f.rule == "FP-DRG-023")
    excluded = judge("sex=1 | age_years=40 | dx=S34.100x003 脊髓损伤 poa=1 | dx=S37.300 尿道损伤 poa=1", imported)
    assert "FP-DRG-023" in {f.rule for f in excluded.findings}


def test_the_level_of_an_operation_is_compared_with_a_table_that_states_it(tmp_path, judge):
    from coding.knowledge.knowledge import KnowledgeSource, load_knowledge

    table = tmp_path / "px.csv"
    table.write_text("编码,名称,手术级别\n51.2300,腹腔镜下胆囊切除术,3\n", encoding="utf-8")
    knowledge = load_knowledge(KnowledgeSource(px_table=str(table)))
    page = "dx=K80.200 胆囊结石 poa=1 | op=51.2300 腹腔镜下胆囊切除术 level={}"
    (finding,) = [f for f in judge(page.format(2), knowledge).findings if f.rule == "FP-COD-135"]
    assert "3" in finding.message
    assert finding.changes
    assert "FP-COD-135" not in {f.rule for f in judge(page.format(3), knowledge).findings}
    assert "FP-COD-135" in {n.rule for n in judge(page.format(3)).not_judged}
