"""What is blank, unreadable or never supplied: one finding for one fact, and never a silent pass."""

import pickle
from dataclasses import replace
from datetime import date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from coding.base.tables import read_table
from coding.examine.examine import examine
from coding.knowledge.knowledge import load_knowledge
from coding.page.context import Context
from coding.page.fields import ROW_ATTRIBUTES, field_catalogue
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis, IntensiveCare, Procedure
from coding.rules.engine import NOT_COMPUTED
from coding.rules.example import read_example
from coding.rules.rule import Rule
from coding.rules.rule_book import RuleBook, embedded_rules, load_rules


def found(examination):
    return {f.rule for f in examination.findings}


def reasons(examination):
    return {n.rule: n.reason for n in examination.not_judged}


def test_a_column_that_was_never_supplied_is_not_judged_and_the_reason_names_it(judge):
    seen = judge("not_supplied=birth_date | age_years=40 | admission_datetime=2026-07-01 10:00")
    assert "FP-CMP-008" not in found(seen)
    assert "【出生日期】" in reasons(seen)["FP-CMP-008"]
    assert "【出生日期】" in reasons(seen)["FP-ACC-007"]


def test_a_blank_field_gives_one_finding_and_silences_the_rules_that_read_it(judge):
    seen = judge("birth_date= | age_years=40 | admission_datetime=2026-07-01 10:00 | id_no=11010519491231002X")
    assert {f.rule for f in seen.findings if f.place.field == "birth_date"} == {"FP-CMP-008"}
    for rule in ("FP-ACC-005", "FP-ACC-007", "FP-ACC-012"):
        assert "【出生日期】未填写" in reasons(seen)[rule]


def test_an_unreadable_date_gives_its_format_finding_only(judge):
    seen = judge("birth_date=1980年13月40日 | age_years=40 | admission_datetime=2026-07-01 10:00")
    assert {f.rule for f in seen.findings if f.place.field == "birth_date"} == {"FP-STD-029"}
    assert "无法识别" in reasons(seen)["FP-ACC-007"]


def test_future_dates_are_judged_only_against_a_given_present(judge):
    text = "discharge_datetime=2026-07-05 10:00"
    assert "FP-ACC-014" in reasons(judge(text))
    assert "FP-ACC-014" in found(judge(text + " | as_of=2026-07-01"))
    assert "FP-ACC-014" not in found(judge(text + " | as_of=2026-08-01"))


def test_other_stays_are_judged_only_where_they_were_supplied(embedded):
    page = FrontPage(values={"case_no": "1", "admission_times": "1"})
    assert "FP-ACC-019" in reasons(examine(page, embedded))
    alone = examine(page, embedded, Context(neighbours=()))
    assert "FP-ACC-019" not in reasons(alone)
    assert "FP-ACC-019" not in found(alone)


def test_grey_codes_are_not_judged_by_a_table_that_does_not_know_them(judge):
    assert "灰码" in reasons(judge("dx=K80.000 胆囊结石"))["FP-DRG-032"]


def test_the_demonstration_tariff_judges_no_hospital(judge):
    seen = judge("sex=2 | age_years=50 | los_days=4 | fee_total=99999999 | dx=K80.200 胆囊结石")
    assert "演示费率" in reasons(seen)["FP-DRG-007"]


def test_rows_that_are_supplied_but_empty_are_judged(embedded):
    seen = examine(FrontPage(values={"fee_operation": "500"}), embedded)
    assert "FP-ACC-057" in found(seen)
    assert "FP-CMP-081" not in reasons(seen)


def test_a_dash_is_an_answer_only_where_the_form_allows_it(judge):
    assert "FP-CMP-017" in found(judge("current_address=-"))
    assert "FP-CMP-061" not in found(judge("employer=示例公司 | employer_phone=-"))


def test_no_page_breaks_a_rule(embedded):
    strange = "�\x00９９×＊＋"
    values = dict.fromkeys(("sex", "birth_date", "age_years", "los_days", "id_no", "fee_total", "op_dx_code"), strange)
    rows = (Diagnosis(strange, strange, strange), Diagnosis(), Diagnosis("+", "*", ""))
    procedures = (Procedure(strange, strange, strange), Procedure("*", "", "-"))
    examine(FrontPage(values=values, diagnoses=rows, procedures=procedures), embedded, Context(neighbours=()))
    examine(FrontPage(), embedded, Context(neighbours=(FrontPage(),)))


NASTY = st.sampled_from(
    "|-|0|-1|1|2|99|1.5|2026-07-01|2026-07-05 09:00|1980/2/30|无|１２|1E5|x|K80.200".split("|")  # noqa: SIM905
)
CODES = st.sampled_from(
    "|K80.200|I10.x00|O80.900|Z37.000|C50.900|S72.000|R50.900|J18.900|E11.3+H36.0*|G01*|+*|Ⅰ".split("|")  # noqa: SIM905
)
OPERATIONS = st.sampled_from(["", "51.2300", "74.1x00", "36.0700", "96.7200", "79.3500", "9", "Z"])
SINGLE = sorted(k for k in field_catalogue() if k not in ROW_ATTRIBUTES)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_a_page_holds_every_rule_can_be_computed(data):
    values = data.draw(st.dictionaries(st.sampled_from(SINGLE), NASTY, max_size=60))
    page = FrontPage(
        values={k: v for k, v in values.items() if v},
        diagnoses=tuple(data.draw(st.lists(st.builds(Diagnosis, CODES, NASTY, NASTY), max_size=6))),
        procedures=tuple(data.draw(st.lists(st.builds(Procedure, OPERATIONS, *[NASTY] * 10), max_size=4))),
        intensive_cares=tuple(data.draw(st.lists(st.builds(IntensiveCare, NASTY, NASTY, NASTY), max_size=2))),
        supplied=frozenset(field_catalogue()),
    )
    other = data.draw(st.sampled_from([page, FrontPage(values={"case_no": "1"})]))
    seen = examine(page, load_knowledge(), Context(as_of=datetime(2026, 8, 1), neighbours=(other,)))
    assert not [n.rule for n in seen.not_judged if n.reason == NOT_COMPUTED]
    for finding in seen.findings:
        for change in finding.changes:
            page.apply(change)


def test_one_fact_gives_one_finding_where_a_rule_yields(judge):
    text = "sex=2 | age_years=60 | dx=K80.200 胆囊结石 poa=1 | dx=N40.x00 前列腺增生 poa=1"
    seen = found(judge(text))
    assert "FP-COD-024" in seen
    assert "FP-COD-027" not in seen


def test_a_rule_judges_discharges_between_its_dates(embedded):
    book = embedded_rules()
    rule = next(r for r in book.rules if r.rule.id == "FP-ACC-082")
    dated: Rule = replace(rule.rule, valid_from=date(2026, 1, 1), valid_to=date(2026, 6, 30))
    assert dated.valid_on(date(2026, 1, 1))
    assert dated.valid_on(date(2026, 6, 30))
    assert not dated.valid_on(date(2026, 7, 1))


def test_every_finding_names_its_clause_and_the_gravest_come_first(judge):
    seen = judge("sex=1 | age_years=40 | dx=N70.900 输卵管炎 poa=1 | discharge_way=9 | los_days=0")
    ranks = [("error", "warning", "info").index(f.severity.value) for f in seen.findings]
    assert ranks == sorted(ranks)
    assert all(f.basis and f.hint and f.message for f in seen.findings)


def test_an_examination_can_go_to_another_process(judge):
    seen = judge("sex=1 | age_years=40 | dx=N70.900 输卵管炎 poa=1")
    assert pickle.loads(pickle.dumps(seen)) == seen


def test_the_stamp_of_the_book_changes_with_its_rows(tmp_path):
    head = embedded_rules().rules[0].rule
    columns = (
        "id,dimension,severity,on,fields,kind,params,when,message,hint,basis,valid_from,valid_to,moment,role,"
        "yields_to,fails,passes"
    )
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    row = f"X-1,{head.dimension.value},error,1,los_days,range,min=1,,天数有误,核对,本院规定,,,,,,los_days=0,los_days=1"
    first.write_text(f"{columns}\n{row}\n", encoding="utf-8")
    second.write_text(f"{columns}\n{row.replace('min=1', 'min=2')}\n", encoding="utf-8")
    one, two = load_rules([read_table(first)], {}), load_rules([read_table(second)], {})
    assert isinstance(one, RuleBook)
    assert one.stamp != two.stamp


def test_a_page_read_in_the_notation_of_examples():
    page, neighbours, as_of = read_example(
        "sex=1 | dx=_ II型呼衰 poa=1 | op=51.2300 胆囊 切除 date=2026-07-01 09:00 level=3 | as_of=2026-08-01 // sex=2"
    )
    assert page.diagnoses == (Diagnosis("", "II型呼衰", "1"),)
    assert page.procedures == (Procedure("51.2300", "胆囊 切除", "2026-07-01 09:00", "3"),)
    assert neighbours is not None
    assert neighbours[0].text("sex") == "2"
    assert as_of is not None
