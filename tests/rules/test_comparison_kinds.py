"""The principal diagnosis beside the other rows of its page: which row is named, why, and when nothing is said."""

import pytest

from coding.base.resources import resource_table, resources
from coding.examine.examine import examine
from coding.examine.principals import principal_verdicts
from coding.knowledge.knowledge import load_knowledge
from coding.page.fields import ROW_ATTRIBUTES
from coding.page.finding import Severity
from coding.rules.example import read_example
from coding.rules.principal_comparison import PLAIN_TABLES, comparisons, rank_of, ranks
from tools.measure_principal import TABLES, contradictions

SEPSIS = "dx=I10.x00 高血压 | dx=R57.200 脓毒性休克 | dx=J96.000 急性呼吸衰竭 | dx=A41.900 脓毒症"
#: Rules of a comparison: every one of them speaks of the principal diagnosis.
OURS = {f"FP-COD-{n}" for n in range(201, 240)}


def said_of(text):
    """What the comparisons say of an example page."""
    page = read_example(text)[0]
    return page, [f for f in examine(page, load_knowledge()).findings if f.rule in OURS]


def named(text):
    """The row of the page that is named as the better one, by its code."""
    page, found = said_of(text)
    rows = [place.index for f in found for place in f.also if ROW_ATTRIBUTES[place.field][1] == "code"]
    return [page.diagnoses[index].code for index in rows]


def test_the_named_row_is_the_cause_and_not_its_manifestation():
    assert named(SEPSIS) == ["A41.900"]


@pytest.mark.parametrize("order", ["123", "132", "213", "231", "312", "321"])
def test_the_order_of_the_other_rows_changes_nothing(order):
    first, *others = SEPSIS.split(" | ")
    assert named(" | ".join([first, *(others[int(at) - 1] for at in order)])) == ["A41.900"]


def test_the_finding_says_why_and_its_change_puts_the_better_row_first():
    page, (found,) = said_of("dx=I10.x00 高血压 | dx=E78.500 高脂血症 | dx=I63.900 脑梗死")
    after = page.apply(found.changes[0])

    assert found.severity is Severity.WARNING
    assert "I63.900" in found.message
    assert "脑梗死" in found.hint
    assert [d.code for d in after.diagnoses] == ["I63.900", "I10.x00", "E78.500"]
    assert said_of_page(after) == []


def said_of_page(page):
    return [f.rule for f in examine(page, load_knowledge()).findings if f.rule in OURS]


def test_the_verdict_of_every_row_names_the_better_row_as_the_page_stands():
    page = read_example("dx=J96.000 急性呼吸衰竭 | dx=I10.x00 高血压 | dx=J18.900 肺炎")[0]
    assert [v.better for v in principal_verdicts(page, load_knowledge())] == [2, 2, None]


@pytest.mark.parametrize(
    "text",
    [
        "dx=I10.x00 高血压 | dx=J18.900 肺炎 poa=4",
        "dx=S42.200 肱骨骨折 | dx=S06.300 脑挫裂伤 poa=4",
        "dx=K29.500 慢性胃炎 | dx=C18.700 结肠恶性肿瘤 poa=4 | op=45.7600 乙状结肠切除术",
        "dx=J18.900 肺炎 | dx=A41.900 脓毒症 poa=4",
    ],
)
def test_what_began_in_hospital_is_never_the_better_row(text):
    assert said_of(text)[1] == []


def test_what_is_over_is_not_the_better_row():
    assert named("dx=I10.x00 高血压 | dx=C50.900 乳腺恶性肿瘤") == ["C50.900"]
    assert named("dx=I10.x00 高血压 | dx=C50.900 乳腺恶性肿瘤术后") == []


def test_an_operation_for_the_principal_settles_it():
    assert named("dx=K80.200 胆囊结石 | dx=J18.900 肺炎") == ["J18.900"]
    assert named("dx=K80.200 胆囊结石 | dx=J18.900 肺炎 | op=51.2300 腹腔镜下胆囊切除术") == []


def test_the_ward_says_what_is_treated():
    page = "dx=E11.900 2型糖尿病 | dx=F20.000 精神分裂症"
    assert named(f"discharge_dept=15 | {page}") == ["F20.000"]
    assert named(f"discharge_dept=15.00 | {page}") == ["F20.000"]
    assert named(f"discharge_dept=0307 | {page}") == []
    assert named(page) == []


def test_a_tie_is_said_and_stays_allowed():
    page, (tie,) = said_of("dx=J18.900 肺炎 | dx=A41.900 脓毒症")
    assert tie.severity is Severity.INFO
    assert "并列" in tie.message
    assert [v.better for v in principal_verdicts(page, load_knowledge())] == [None, None]


def test_one_fact_gives_one_finding():
    """The page of hypertension with a stroke had a rule of its own before the comparison."""
    page = read_example("dx=I10.x00 高血压 poa=1 | dx=I63.900 脑梗死 poa=1")[0]
    against = [f.rule for f in examine(page, load_knowledge()).findings if f.place.field == "principal_dx_code"]
    assert against == ["FP-COD-201"]


def test_a_manifestation_of_the_principal_is_not_named_against_it():
    """A haemorrhage is graver than a polyp, but it is the polyp that bled."""
    assert named("dx=D12.600 结肠良性肿瘤 | dx=K92.200 消化道出血") == []
    assert named("dx=K92.200 消化道出血 | dx=D12.600 结肠良性肿瘤") == ["D12.600"]


def test_no_two_diagnoses_give_way_to_each_other():
    assert contradictions() == []


@pytest.mark.parametrize("table", [*TABLES, "ties"])
def test_every_row_of_a_table_says_why_and_where_it_stands(table):
    for row in resource_table(f"rules/tables/principal_{table}.csv"):
        assert row["why"], row
        assert row["source"], row
        assert set(row["worse"].split()) != set(row["better"].split())
    assert comparisons(table)


def test_every_table_of_comparison_is_asked_by_a_rule():
    asked = {row["params"] for row in resource_table("rules/principal_comparison.csv")}
    assert {f"table={table}" for table in (*TABLES, "ties")} <= asked
    assert set(PLAIN_TABLES) <= set(TABLES)
    known = {name.removeprefix("rules/tables/principal_") for name in resources().names("rules/tables/principal_*.csv")}
    assert known == {f"{t}.csv" for t in (*TABLES, "ties", "sets", "ranks", "organ")}


def test_the_depth_of_a_burn_is_its_fourth_place():
    assert rank_of("T21.300", "burn").rank > rank_of("T22.200", "burn").rank > rank_of("T20.100", "burn").rank
    assert rank_of("T31.200", "burn") is None
    assert [one.rank for one in ranks("burn")] == [3, 2, 1]
