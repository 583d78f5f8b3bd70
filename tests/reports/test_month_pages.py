"""The pages of a month's report: everything given is on them, everything missing is told of, nothing else."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from coding.base.period import read_period
from coding.indicators.compute import figures_of
from coding.indicators.indicator import tells_money
from coding.reports.cell_text import cell_text
from coding.reports.fines_tables import lead_sentences
from coding.reports.month_pages import month_report, ward_report
from coding.reports.month_plan import table_plans
from coding.reports.report_inputs import ReportInputs
from coding.reports.report_page import Kind
from tests.reports.month_inputs_sample import sample_inputs
from tests.reports.month_sample import WARDS, sample_figures


@pytest.fixture(scope="module")
def whole():
    return month_report(sample_figures(), sample_inputs())


def page(report, key):
    return next(one for one in report.pages if one.key == key)


def table(report, key):
    return next(table for one in report.pages for table in one.tables if table.key == key)


def text_of(report):
    parts = [report.title, report.hospital, report.period, *report.sources]
    for one in report.pages:
        parts += [one.title, *one.lead, *one.notes]
        for shown in one.tables:
            parts += [shown.title, *shown.notes, *(column.title for column in shown.columns)]
            parts += [
                cell_text(cell, column) for row in shown.rows for cell, column in zip(row, shown.columns, strict=True)
            ]
            parts += [shown.chart.title] if shown.chart is not None else []
    return "\n".join(parts)


def test_nine_pages_in_their_order(whole):
    assert [one.key for one in whole.pages] == [
        "director", "drg", "top_groups", "quality", "timeliness", "sampling", "payment", "suspected", "unjudged",
    ]  # fmt: skip


def test_every_row_has_a_cell_for_every_column(whole):
    for one in whole.pages:
        for shown in one.tables:
            assert {len(row) for row in shown.rows} <= {len(shown.columns)}, shown.key
            if shown.chart is not None:
                assert max((shown.chart.names, *shown.chart.values)) < len(shown.columns)


def test_keys_of_tables_are_their_own(whole):
    keys = [shown.key for one in whole.pages for shown in one.tables]
    assert len(keys) == len(set(keys))


def test_a_figure_tells_numerator_denominator_last_year_change_and_source(whole):
    row = next(row for row in table(whole, "quality_figures").rows if row[0] == "完整性合格率")
    columns = table(whole, "quality_figures").columns
    said = {column.title: cell_text(cell, column) for cell, column in zip(row, columns, strict=True)}
    assert said["本期 2026-10"] == "90.56%"
    assert (said["分子"], said["分母"]) == ("815", "900")
    assert (said["去年同期 2025-10"], said["同比"]) == ("91.18%", "-0.68%")
    assert "国卫办医发〔2016〕24号" in said["定义和依据"]
    assert any("÷ 去年同期" in note for note in table(whole, "quality_figures").notes)


def test_the_ten_groups_are_the_largest_and_stand_beside_last_year(whole):
    shown = table(whole, "top_groups")
    assert len(shown.rows) == 10
    assert [row[2] for row in shown.rows] == sorted((g.cases for g in sample_figures().groups), reverse=True)[:10]
    assert shown.chart is not None
    assert len(shown.chart.values) == 2


def test_every_planned_figure_that_has_a_row_is_on_its_page(whole):
    for plan in table_plans().values():
        found = table(whole, plan.key)
        if plan.scope.value == "hospital":
            wanted = [sample_figures().row(id_) for id_ in plan.ids]
            assert [row[0] for row in found.rows] == [row.name for row in wanted if row is not None]


def test_whoever_sees_no_money_sees_no_weight_and_no_yuan_on_any_page():
    blind = month_report(sample_figures(), sample_inputs(money=False))
    said = text_of(blind)
    assert not re.search(r"\d 元|元/|CMI|总权重|支付估算\n|差额\n|次均住院费用", said)
    for one in blind.pages:
        for shown in one.tables:
            assert not any(column.kind is Kind.YUAN for column in shown.columns), shown.key
    seen = text_of(month_report(sample_figures(), sample_inputs()))
    amount = cell_text(
        Decimal("8822839.20"), table(month_report(sample_figures(), sample_inputs()), "payment_insured").columns[-1]
    )
    assert amount in seen
    assert amount not in said


def test_late_archiving_is_told_in_the_words_of_its_own_statement_and_names_no_empty_ward():
    late = [replace(line, stay=replace(line.stay, ward=" ")) for line in sample_inputs().fines.lines[:3]]
    fines = replace(sample_inputs().fines, lines=tuple(late))
    whole = month_report(sample_figures(), sample_inputs(fines=fines))
    blind = month_report(sample_figures(), sample_inputs(fines=fines, money=False))
    assert [row[0] for row in table(whole, "fines_lines").rows] == ["未填写"] * 3
    assert set(lead_sentences(fines)) < set(page(whole, "timeliness").lead)
    assert "尚未冻结。" in page(blind, "timeliness").lead
    assert not any("元" in said for said in page(blind, "timeliness").lead)
    wards = table(whole, "fines_wards")
    assert all(row[2] or row[3] or row[4] for row in wards.rows)
    assert wards.rows[-1][1] == fines.stays


@pytest.mark.parametrize("id_", ["cmi", "total_weight", "cost_index", "mean_cost", "fines", "balance", "rw_ge_2_share"])
def test_what_tells_money_is_known_by_its_expression(id_):
    assert tells_money(id_)


@pytest.mark.parametrize("id_", ["cases", "completeness", "mean_los", "high_multiple_share"])
def test_counts_and_days_tell_no_money(id_):
    assert not tells_money(id_)


def test_the_page_of_a_ward_holds_that_ward_alone():
    report = ward_report(sample_figures(), WARDS[0], sample_inputs())
    said = text_of(report)
    assert len(report.pages) == 1
    assert not any(ward in said for ward in WARDS[1:])
    cases = next(row for row in table(report, "headline").rows if row[0] == "入组病例数")
    assert cases[1].value == sample_figures().row("cases", table_plans()["quality_ward"].scope, WARDS[0]).value


def test_a_ward_without_pages_is_told_so():
    report = ward_report(sample_figures(), "没有这个病区", sample_inputs())
    assert report.pages[0].tables == ()
    assert report.pages[0].lead


def test_what_nobody_gave_is_told_with_what_would_provide_it():
    bare = month_report(figures_of((), read_period("2026-10")), ReportInputs())
    said = text_of(bare)
    for word in ("抽查：未提供", "逾期归档和罚扣：未提供", "疑似违规：未提供", "回写核对：未提供", "支付估算：未提供"):
        assert word in said
    absent = table(bare, "absent")
    assert {"去年同期", "上期", "医院名称", "与本院历史相比", "收到的文件"} <= {row[0] for row in absent.rows}
    assert "0.00%" not in said


def test_a_month_of_one_page_has_all_its_pages():
    one = figures_of(sample_figures_of_one(), read_period("2026-10"))
    assert len(month_report(one, sample_inputs()).pages) == 9


def sample_figures_of_one():
    from tests.reports.month_sample import sample_facts

    return sample_facts()[:1]


def test_a_month_that_is_not_closed_says_so():
    open_month = month_report(sample_figures(), sample_inputs(state="进行中"))
    assert "尚未关账" in page(open_month, "director").lead[0]
    assert not any(
        "尚未关账" in said for said in page(month_report(sample_figures(), sample_inputs()), "director").lead
    )


def test_what_was_not_judged_is_listed_by_name_with_its_remedy(whole):
    rows = {row[0]: row for row in table(whole, "unjudged").rows}
    assert rows["及时性合格率"][1:3] == (53, "部分")
    assert "读入病历各项时间" in rows["及时性合格率"][3]
    assert rows["FP-DEMO-020"][2] == "全部"
    assert [name for name, row in rows.items() if not row[3]] == [], "everything says what would let it be judged"


def test_figures_without_last_year_say_so_and_show_no_change():
    alone = replace(sample_figures(), last_year="", rows=tuple(
        replace(row, last_year=None, change=None) for row in sample_figures().rows
    ))  # fmt: skip
    report = month_report(alone, sample_inputs())
    assert any("去年同期：未提供" in said for said in page(report, "director").lead)
    assert "同比" not in {column.title for column in table(report, "top_groups").columns}


def test_rules_in_which_the_same_is_missing_stand_in_one_row_by_number():
    alike = {f"FP-DEMO-1{number:02} 一条规则": (20, "补上医嘱") for number in range(30)}
    figures = replace(
        sample_figures(), unjudged={**alike, "FP-DEMO-201 另一条": (20, "补上时间"), "drug_share": (20, "补上费用")}
    )
    rows = [row for row in table(month_report(figures, sample_inputs()), "unjudged").rows if row[1] == 20]
    told = [row[0] for row in rows if row[3] == "补上医嘱"]
    assert "、".join(told) == "、".join(name.split(" ")[0] for name in alike)
    assert len(told) == 2, "no row that is longer than a sheet"
    assert {"FP-DEMO-201 另一条", "药占比"} <= {row[0] for row in rows}


def test_answers_are_never_more_than_what_is_suspected(whole):
    for row in table(whole, "violations").rows:
        assert row[4] == row[2] - row[3] >= 0, row[0]


def test_a_figure_that_was_not_judged_is_told_of_once(whole):
    first, second = ({row[0] for row in table(whole, key).rows} for key in ("unjudged", "empty"))
    assert not first & second
